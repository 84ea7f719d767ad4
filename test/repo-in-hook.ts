// Stands in for `repo` in a hook of git's: writes down how it was called, and which files are staged for one who asks as `outsideGitHook` says.
import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { outsideGitHook } from "../packages/cli/src/outside-git-hook.ts";

export interface Called {
  readonly words: readonly string[];
  readonly cwd: string;
  /** As git gave it. */
  readonly env: Readonly<Record<string, string>>;
  /** What is left of git's variables for those that `repo` would start. */
  readonly handedOn: readonly string[];
  readonly staged: readonly string[];
}

if (process.env.STAND_IN_LOG !== undefined) {
  const cwd = process.cwd();
  const { env, index } = outsideGitHook(process.env, cwd);
  const asked = { ...env, ...(index === undefined ? {} : { GIT_INDEX_FILE: index }) } as NodeJS.ProcessEnv;
  const staged = execFileSync("git", ["diff", "--cached", "--name-only"], { cwd, env: asked, encoding: "utf8" });
  const handedOn = Object.keys(env).filter((name) => name.startsWith("GIT_"));
  const called = { words: process.argv.slice(2), cwd, env: process.env, handedOn, staged: staged.split("\n").filter(Boolean) };
  writeFileSync(process.env.STAND_IN_LOG, JSON.stringify(called));
  process.exitCode = existsSync("fail") ? 1 : 0;
}
