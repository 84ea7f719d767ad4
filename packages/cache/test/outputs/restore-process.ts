import { once } from "node:events";
import { readFileSync } from "node:fs";
import { restoreOutputs } from "../../src/outputs/restore-outputs.ts";
import { memoryStore } from "./memory-store.ts";

// A process that restores what its one argument says, a file of JSON, when it is told to by its input; prints what came of it.
const { folder, globs, result, blobs, scratch } = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"));
const store = memoryStore();
for (const [hash, content] of blobs) store.blobs.set(hash, Buffer.from(content, "base64"));
process.stdout.write("ready\n");
await once(process.stdin, "data");
process.stdin.destroy();
const place = { folder, globs, isTracked: () => false, isEdited: () => false };
const restored = await restoreOutputs({ place, result, store, scratch });
process.stdout.write(`${restored.kind}\n`);
