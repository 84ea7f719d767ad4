import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "@jest/globals";
import type { CollectedOutputs } from "../../src/outputs/collect-outputs.ts";
import { areInPlace } from "../../src/outputs/placed-outputs.ts";
import { type OutputsFolder, outputsFolder, untilTrusted } from "./outputs-folder.ts";
import { snapshot } from "./snapshot.ts";

const GLOBS = ["dist/**", "report.xml"];

interface Two {
  readonly folder: OutputsFolder;
  readonly first: CollectedOutputs;
  readonly second: CollectedOutputs;
  /** What the folder holds with each of them. */
  readonly firstFiles: Record<string, string>;
  readonly secondFiles: Record<string, string>;
}

/** Two results with everything that may be different in them: the first one stands there. */
async function twoResults(folder: OutputsFolder): Promise<Two> {
  const many = Object.fromEntries(Array.from({ length: 5 }, (_, i) => [`dist/many/${i}`, `second ${i}`]));
  folder.write({ ...many, "dist/same": "1", "dist/changed": "second", "dist/new/deep/er": "2", "dist/was-folder": "", "report.xml": "2" });
  folder.write({ "dist/mode": { content: "", mode: 0o755 } });
  symlinkSync("changed", join(folder.path, "dist/link"));
  const second = await folder.collect(GLOBS);
  const secondFiles = snapshot(folder.path);
  rmSync(join(folder.path, "dist"), { recursive: true });
  rmSync(join(folder.path, "report.xml"));
  folder.write({
    "dist/same": "1",
    "dist/changed": "first!",
    "dist/old/deep/er": "1",
    "dist/was-folder/x": "",
    "dist/mode": "",
    "dist/many/0": "",
  });
  symlinkSync("same", join(folder.path, "dist/link"));
  await untilTrusted(folder);
  return { folder, first: await folder.collect(GLOBS), second, firstFiles: snapshot(folder.path), secondFiles };
}

/** What a process is told that is to restore the second result. @returns the file */
function requestFile({ folder, second }: Two): string {
  const blobs = [...folder.store.blobs].map(([hash, content]) => [hash, content.toString("base64")]);
  const request = { folder: folder.path, globs: GLOBS, result: second, blobs, scratch: join(folder.workspace.path, ".repo/scratch") };
  folder.workspace.write({ "request.json": JSON.stringify(request) });
  return join(folder.workspace.path, "request.json");
}

/** A process that is ready, and waits to be told. */
async function restoring(file: string, before: readonly string[] = []): Promise<ChildProcess> {
  const [command = "", ...args] = [...before, process.execPath, join(import.meta.dirname, "restore-process.ts"), file];
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "ignore"] });
  await once(child.stdout, "data");
  return child;
}

test("killed before each call that changes something: all files are whole, none counts as in place, and the next one is right", async () => {
  using folder = outputsFolder();
  const two = await twoResults(folder);
  const { first, second, firstFiles, secondFiles } = two;
  const file = requestFile(two);
  const whole = new Set([...Object.entries(firstFiles), ...Object.entries(secondFiles)].map((entry) => entry.join(" ")));
  let kills = 0;
  for (const call of ["mkdir", "rename", "unlink", "rmdir", "symlink", "chmod"]) {
    for (let at = 1; ; at++) {
      await untilTrusted(folder);
      const again = await folder.restore(GLOBS, first);
      if (again.kind !== "restored") throw new Error(again.kind);
      const child = await restoring(file, ["strace", `--trace=${call}`, "--signal=none", `--inject=${call}:signal=KILL:when=${at}`]);
      child.stdin?.end("go\n");
      const [, signal] = await once(child, "exit");
      if (signal !== "SIGKILL") break;
      kills += 1;
      const about = `${call} ${at}`;
      const left = snapshot(folder.path);
      for (const [path, content] of Object.entries(left))
        if (!path.endsWith("/")) expect([about, whole.has(`${path} ${content}`)]).toEqual([about, true]);
      expect([about, areInPlace(second.placed, folder.path)]).toEqual([about, false]);
      if (areInPlace(again.placed, folder.path)) expect([about, left]).toEqual([about, firstFiles]);
      expect(await folder.restore(GLOBS, second)).toMatchObject({ kind: "restored" });
      expect([about, snapshot(folder.path)]).toEqual([about, secondFiles]);
    }
  }
  expect(kills).toBeGreaterThanOrEqual(20);
});

test("by several processes at once, all of them end right", async () => {
  using folder = outputsFolder();
  const two = await twoResults(folder);
  const file = requestFile(two);
  for (let round = 0; round < 5; round++) {
    expect(await folder.restore(GLOBS, two.first)).toMatchObject({ kind: "restored" });
    const children = await Promise.all(Array.from({ length: 6 }, () => restoring(file)));
    for (const child of children) child.stdin?.end("go\n");
    const answers = await Promise.all(children.map((child) => (child.stdout === null ? "" : text(child.stdout))));
    expect(answers).toEqual(children.map(() => "restored\n"));
    expect(snapshot(folder.path)).toEqual(two.secondFiles);
    expect(readdirSync(join(folder.workspace.path, ".repo/scratch"))).toEqual([]);
  }
});
