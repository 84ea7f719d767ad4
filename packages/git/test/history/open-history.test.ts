import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { createReadStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { findOnPath } from "@nix-repo/model";
import { openHistory } from "../../src/index.ts";
import { must, openLab } from "./repository.ts";

test("folders that are in no work tree", async () => {
  using lab = openLab();
  lab.init("bare.git", "--bare");
  mkdirSync(join(lab.path, "fake/.git"), { recursive: true });
  for (const folder of [lab.path, "/", join(lab.path, "bare.git"), join(lab.path, "fake")])
    expect([folder, await openHistory({ folder, env: lab.env })]).toEqual([folder, { ok: true, value: undefined }]);
});

test("what is checked out, also before the first commit", async () => {
  using lab = openLab();
  const repository = lab.init("r");
  const history = await repository.history();
  expect([history.workTree, history.head, history.isShallow()]).toEqual([repository.path, undefined, false]);
  const commit = repository.commit();
  repository.git("tag", "--annotate", "--message", "v1", "v1");
  const later = await repository.history();
  expect([later.head, history.head]).toEqual([commit, undefined]);
  for (const rev of ["HEAD", "main", "v1", commit, commit.slice(0, 8), "@"])
    expect([rev, must(await later.resolve(rev))]).toEqual([rev, commit]);
  for (const rev of ["", "-x", "--all", "nope", "HEAD~1", "main..v1", "HEAD:", "1".repeat(40)])
    expect([rev, must(await later.resolve(rev))]).toEqual([rev, undefined]);
});

test("no git, and a git that refuses, in its own words", async () => {
  using lab = openLab();
  const repository = lab.init("r");
  repository.commit();
  expect(await openHistory({ folder: repository.path, env: { ...lab.env, PATH: lab.path } })).toEqual({
    ok: false,
    error: { code: "git-missing" },
  });

  // Git's own means to test this without a second user.
  const git = findOnPath("git", { path: process.env.PATH, cwd: "/" });
  lab.at(lab.path).write({ "bin/git": { content: `#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec '${git}' "$@"\n`, mode: 0o755 } });
  const env = { ...lab.env, PATH: `${join(lab.path, "bin")}:${lab.env.PATH}`, LC_ALL: "de_DE.UTF-8" };
  expect(await openHistory({ folder: repository.path, env })).toEqual({
    ok: false,
    error: {
      code: "git-failed",
      command: "git rev-parse",
      message: [
        `fatal: detected dubious ownership in repository at '${repository.path}'`,
        "To add an exception for this directory, call:",
        "",
        `\tgit config --global --add safe.directory ${repository.path}`,
      ].join("\n"),
    },
  });
});

test("an interrupted question ends at once, with git and what git started", async () => {
  using lab = openLab();
  const repository = lab.init("r");
  const commit = repository.commit({ ".gitattributes": "a filter=slow\n", a: "1" });
  // A filter that tells when it runs, never ends by itself, and holds the pipe as long as it is there.
  const fifo = join(lab.path, "fifo");
  execFileSync("mkfifo", [fifo]);
  repository.git("config", "filter.slow.clean", `exec 3> '${fifo}'; echo running >&3; exec tail -f /dev/null`);
  repository.write({ a: "2" });
  const abort = new AbortController();
  const history = must(await openHistory({ folder: repository.path, env: lab.env, signal: abort.signal }));
  const asked = history?.changedFiles(commit);
  const filter = createReadStream(fifo, "utf8");
  const ended = once(filter, "end");
  expect(await once(filter, "data")).toEqual(["running\n"]);
  abort.abort();
  expect(await asked).toEqual({ ok: false, error: { code: "git-failed", command: "git diff", message: "interrupted" } });
  await ended;
  expect(await history?.resolve("HEAD")).toEqual({
    ok: false,
    error: { code: "git-failed", command: "git rev-parse", message: "interrupted" },
  });
});
