import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { Variables } from "@nix-repo/model";
import { git, type TemporaryFolder, temporaryFolder } from "@nix-repo/testkit";
import { findRepository, GitUnknown, openIgnoreQuestions, type Repository } from "../src/index.ts";

let folder: TemporaryFolder;
let env: Variables;

beforeEach(() => {
  folder = temporaryFolder({ ".gitignore": "dist/\n*.log\n!keep.log\n", "dist/a": "", "a.log": "", "src/dist": "", ":x": "" });
  env = { PATH: process.env.PATH ?? "", HOME: folder.path };
  git(folder.path, "init", "--quiet");
});

afterEach(() => folder[Symbol.dispose]());

function repository(): Repository {
  const found = findRepository(folder.path);
  if (found === undefined) throw new Error("no repository");
  return found;
}

test("one git answers many questions, of what is tracked and what is not", async () => {
  git(folder.path, "add", "--force", "a.log");
  const questions = await openIgnoreQuestions(repository(), env);
  const ask = (...paths: string[]) => questions.ask(paths.map((path) => join(folder.path, path)));
  try {
    expect(await ask("dist", "dist/a", "a.log", "keep.log", "src/dist", "later.log", ":x", "new \n.log")).toEqual([
      ...[true, true, true, false],
      ...[false, true, false, true],
    ]);
    expect(await ask()).toEqual([]);
    const many = Array.from({ length: 20_000 }, (_, i) => `${"deep/".repeat(i % 5)}${i}.${i % 2 === 0 ? "log" : "ts"}`);
    const [first, second] = await Promise.all([ask(...many), ask("keep.log", "a.log")]);
    expect(first).toEqual(many.map((_, i) => i % 2 === 0));
    expect(second).toEqual([false, true]);
  } finally {
    questions.close();
  }
});

test("nothing in the environment leads it elsewhere", async () => {
  using other = temporaryFolder({ ".gitignore": "*\n" });
  git(other.path, "init", "--quiet");
  const questions = await openIgnoreQuestions(repository(), { ...env, GIT_DIR: join(other.path, ".git"), GIT_WORK_TREE: other.path });
  expect(await questions.ask([join(folder.path, "a.ts"), join(folder.path, "a.log")])).toEqual([false, true]);
  questions.close();
});

test("git refuses, and says why", async () => {
  const asked = repository();
  rmSync(join(folder.path, ".git"), { recursive: true });
  writeFileSync(join(folder.path, ".git"), "gitdir: nowhere\n");
  const questions = await openIgnoreQuestions(asked, env);
  await expect(questions.ask([join(folder.path, "a.log")])).rejects.toThrow(/^fatal: not a git repository/);
  await expect(questions.ask([join(folder.path, "a.log")])).rejects.toThrow(GitUnknown);
});

test("git is not there", async () => {
  const questions = await openIgnoreQuestions(repository(), { PATH: "/nowhere" });
  await expect(questions.ask([join(folder.path, "a.log")])).rejects.toMatchObject({ isMissing: true });
});
