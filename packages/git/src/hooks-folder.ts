import { resolve } from "node:path";
import { err, ok, type Result, type Variables } from "@nix-repo/model";
import type { Repository } from "./find-repository.ts";

/**
 * Where git looks for this work tree's hooks: `core.hooksPath` wherever it is set, or `hooks` of the folder that all work trees share.
 * @param env what git is started with: the caller's own, since its settings decide.
 * @returns an absolute path; nothing needs to be there. Fails with `git-missing` or `git-failed`.
 */
export async function hooksFolder({ workTree }: Repository, env: Variables): Promise<Result<string>> {
  const { execFile } = await import("node:child_process");
  return await new Promise((answer) => {
    execFile("git", ["-C", workTree, "rev-parse", "--git-path", "hooks"], { env, encoding: "utf8" }, (error, stdout, stderr) => {
      if (error === null) answer(ok(resolve(workTree, stdout.replace(/\n$/, ""))));
      else if (error.code === "ENOENT") answer(err({ code: "git-missing" }));
      else answer(err({ code: "git-failed", command: "git rev-parse", message: stderr.trim() || error.message }));
    });
  });
}
