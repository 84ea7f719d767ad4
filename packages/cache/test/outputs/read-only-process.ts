import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { clearOutputs } from "../../src/outputs/clear-outputs.ts";
import { collectOutputs } from "../../src/outputs/collect-outputs.ts";
import { restoreOutputs } from "../../src/outputs/restore-outputs.ts";
import { memoryStore } from "./memory-store.ts";
import { snapshot } from "./snapshot.ts";

// A process for which permissions hold, which root's do not. Its argument is a folder in which it makes outputs that cannot be written, has them changed, removed
// and cleared away, and restores them each time; prints whether they were what they had been.
const [, , root = ""] = process.argv;
const dist = `${root}/dist`;
mkdirSync(`${dist}/fixed/deep`, { recursive: true });
writeFileSync(`${dist}/fixed/deep/file`, "1", { mode: 0o444 });
symlinkSync("deep", `${dist}/fixed/link`);
for (const [path, mode] of [
  ["/fixed/deep", 0o555],
  ["/fixed", 0o555],
  ["", 0o500],
] as const)
  chmodSync(`${dist}${path}`, mode);

const place = { folder: root, globs: ["dist/**"], isTracked: () => false, isEdited: () => false };
const store = memoryStore();
const before = JSON.stringify(snapshot(root));
const collected = await collectOutputs(place, store);
if (!collected.ok) throw new Error(JSON.stringify(collected.error));
const restore = async () => {
  const { kind } = await restoreOutputs({ place, result: collected.value, store, scratch: `${root}/.repo` });
  rmSync(`${root}/.repo`, { recursive: true, force: true });
  return [kind, JSON.stringify(snapshot(root)) === before];
};
const open = () => {
  for (const path of ["", "/fixed", "/fixed/deep"]) chmodSync(`${dist}${path}`, 0o755);
};

open();
rmSync(`${dist}/fixed/deep/file`);
mkdirSync(`${dist}/fixed/deep/more`);
writeFileSync(`${dist}/fixed/deep/more/file`, "");
for (const path of ["/fixed/deep/more", "/fixed/deep", "/fixed"]) chmodSync(`${dist}${path}`, 0o555);
const changed = await restore();
open();
rmSync(`${dist}/fixed/deep`, { recursive: true });
const removed = await restore();
await clearOutputs(place);
const left = Object.keys(snapshot(root));
process.stdout.write(JSON.stringify({ changed, removed, left, cleared: await restore() }));
