// Writes what is generated from templates/. `npm run generate -w packages/scaffold`
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { generate } from "./generated-files.ts";

for (const [path, content] of generate()) writeFileSync(join(import.meta.dirname, "..", path), content);
