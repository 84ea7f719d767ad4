import { execFileSync, spawnSync } from "node:child_process";
import { lstatSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { type TemporaryFolder, temporaryFolder } from "@nix-repo/testkit";
import { layScratchCopy } from "../../src/check/scratch-copy.ts";
import { canTrace, tracedArgv, usesInTrace } from "../../src/check/trace-files.ts";
import { undeclaredUses } from "../../src/check/undeclared-uses.ts";

const strace = execFileSync("bash", ["-c", "command -v strace"], { encoding: "utf8" }).trim();

/** Runs a script in `service` for real, and names what it did apart from `service/src` and `service/dist`. Paths are relative to the workspace. */
async function check(workspace: TemporaryFolder, script: string, { exitCode = 0 } = {}) {
  const root = workspace.path;
  const folder = join(root, "service");
  const traceFile = join(root, ".repo/trace");
  workspace.write({ ".repo/script": script });
  const [command = "", ...args] = tracedArgv(["bash", "-euc", script], { strace, traceFile });
  const run = spawnSync(command, args, { cwd: folder, encoding: "utf8" });
  expect({ status: run.status, stderr: run.stderr }).toEqual({ status: exitCode, stderr: "" });
  const undeclared = undeclaredUses(await usesInTrace(traceFile, { folder }), {
    root,
    isInput: (path) => path.startsWith(`${folder}/src/`),
    isOutput: (path) => path.startsWith(`${folder}/dist/`),
    isOurs: (path) => path.startsWith(`${root}/.repo/`),
  });
  const relative = (paths: readonly string[]) => paths.map((path) => path.slice(root.length + 1));
  return Object.fromEntries(Object.entries(undeclared).flatMap(([kind, paths]) => (paths.length === 0 ? [] : [[kind, relative(paths)]])));
}

const FILES = { "service/src/a": "1", "service/notes": "2", "shared/config": "3", "shared/old": "4" };

describe("what a traced command did without declaring it", () => {
  test("is nothing where it keeps to what it declares, whatever it does in between", async () => {
    using workspace = temporaryFolder(FILES);
    expect(
      await check(
        workspace,
        'mkdir dist; cat src/* > dist/b; t=$(mktemp -p .); cp dist/b "$t"; cat "$t"; mv "$t" dist/c; mkdir x; cp -r src x; rm -r x',
      ),
    ).toEqual({});
  });

  test("is told by kind", async () => {
    using workspace = temporaryFolder(FILES);
    const script = `cat ../shared/config; [[ -f notes ]]; cd src; (cd ..; echo new > left-over; echo more >> notes); rm ../../shared/old`;
    expect(await check(workspace, script)).toEqual({
      read: ["shared/config"],
      lookedAt: ["service/notes"],
      written: ["service/left-over", "service/notes"],
      removed: ["shared/old"],
    });
  });

  test("is found behind links, odd names, and in processes of processes", async () => {
    using workspace = temporaryFolder({ ...FILES, 'shared/o<d>d "n"\nä': "" });
    symlinkSync("../../shared/config", join(workspace.path, "service/src/link"));
    const script = `cat src/link; cd ../shared; bash -c '(cat o[^l]*) | cat; true' & wait`;
    expect(await check(workspace, script)).toEqual({ read: ["shared/config", 'shared/o<d>d "n"\nä'] });
  });

  test("is told of a command that failed as well, which keeps its exit code", async () => {
    using workspace = temporaryFolder(FILES);
    expect(await check(workspace, "cat notes; exit 7", { exitCode: 7 })).toEqual({ read: ["service/notes"] });
  });
});

test("whether files can be traced is tried", () => {
  expect(canTrace(strace)).toBe(true);
  expect(canTrace("/no/strace")).toBe(false);
  expect(canTrace("/bin/false")).toBe(false);
});

test("a scratch copy holds what is declared and nothing else, and knows what was done to it", () => {
  using workspace = temporaryFolder({ ...FILES, "service/run": { content: "#!/bin/sh", mode: 0o755 } });
  symlinkSync("../notes", join(workspace.path, "service/src/link"));
  using scratch = temporaryFolder();
  const inputs = ["service/src/a", "service/src/link", "service/run", "service/gone"];
  const copy = layScratchCopy({ root: workspace.path, copy: scratch.path, inputs, folder: "service" });
  expect(copy.changes()).toEqual([]);
  const cwd = join(scratch.path, "service");
  expect(spawnSync("cat", ["notes"], { cwd }).status).toBe(1);
  execFileSync("bash", ["-euc", "cat src/a; mkdir -p dist; echo 1 > dist/b; echo 2 > src/a; rm run"], { cwd });
  expect(copy.changes()).toEqual(["service/dist/b", "service/run", "service/src/a"]);
  expect(readFileSync(join(workspace.path, "service/src/a"), "utf8")).toBe("1");
  expect(lstatSync(join(workspace.path, "service/run")).mode & 0o777).toBe(0o755);
});
