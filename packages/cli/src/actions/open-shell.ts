import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { err, ok, type Result, type Run, WORKSPACE_SERVICE } from "@nix-repo/model";
import { handOver } from "../hand-over.ts";
import { type GlobalFlags, openSession, refuse, type Session } from "../open-session.ts";
import type { RepoContext } from "../repo-command.ts";

/** `repo shell [SERVICE]`: the user's own shell, in a devShell. */
export async function openShell(request: { flags: GlobalFlags; service: string | undefined; context: RepoContext }): Promise<number> {
  return 0;
}
