// Writes what is generated from src/schema.ts. `npm run generate -w packages/config`
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { generate } from "./generated-files.ts";

const packageFolder = join(import.meta.dirname, "..");
for (const [path, content] of await generate()) {
  const file = join(packageFolder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
