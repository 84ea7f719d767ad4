import { realpathSync } from "node:fs";
import { sep } from "node:path";
import { commonFolder, hooksFolder, type Repository } from "@nix-repo/git";
import { EXIT, err, type Failure, ok, type Result } from "@nix-repo/model";
import { displayPath } from "@nix-repo/reporters";
import {
  type HookPlace,
  type HookState,
  hasKeptHook,
  hookFile,
  hookState,
  keptHookFile,
  lintCommand,
  preCommitConfig,
  removeHook,
  replaceForeignHook,
  writeHook,
} from "@nix-repo/scaffold";
import { type GlobalFlags, openSession, refuse, refuseIn } from "../open-session.ts";
import type { RepoContext } from "../repo-command.ts";
import { whereInRepository } from "../where-in-repository.ts";
import { writing } from "../writing.ts";

interface Request {
  readonly flags: GlobalFlags & { readonly force: boolean; readonly json: boolean };
  readonly action: "install" | "uninstall" | "status" | "print";
  readonly what: "pre-commit-config" | undefined;
  readonly context: RepoContext;
}

/** `repo hooks …`. */
export async function manageHooks({ flags, action, what, context: { io } }: Request): Promise<number> {
  if ((action === "print") !== (what !== undefined)) return await refuse(PRINTS_ONE_THING, { io, flags });
  const session = await openSession(flags, io);
  if (!session.ok) return await refuse(session.error, { io, flags });
  const place = whereInRepository(session.value.workspace);
  if (!place.ok) return await refuseIn(session.value, place.error);
  const { repository, folder } = place.value;
  if (action === "print") {
    io.stdout.write(preCommitConfig(folder));
    return EXIT.ok;
  }
  const hooks = await hooksFolder(repository, session.value.caller);
  if (!hooks.ok) return await refuseIn(session.value, hooks.error);
  const hook: HookPlace = { hooksFolder: hooks.value, folder };
  const done = act(action, { hook, repository, force: flags.force });
  if (!done.ok) return await refuse(done.error, { io, flags, root: repository.workTree });
  const { state, did } = done.value;
  const file = displayPath(hookFile(hook), repository.workTree);
  const kept = hasKeptHook(hook) ? displayPath(keptHookFile(hook), repository.workTree) : undefined;
  io.stdout.write(
    flags.json
      ? `${JSON.stringify({ version: 1, kind: "hooks", action, file, state, changed: did !== undefined, ...(kept === undefined ? {} : { kept }) }, undefined, 2)}\n`
      : `${did ?? STATES[state]}: ${file}${kept === undefined ? "" : `, which calls ${kept} first`}\n`,
  );
  return EXIT.ok;
}

const PRINTS_ONE_THING: Failure = {
  code: "usage",
  message: "hooks prints an entry for the pre-commit framework, and nothing else",
  hint: "repo hooks print pre-commit-config",
};

const STATES: Readonly<Record<HookState, string>> = {
  none: "no hook is installed",
  current: "installed",
  outdated: "installed by another version of repo, or for another folder",
  edited: "installed, and edited by hand since",
  foreign: "there is a hook that repo did not write",
};

interface Act {
  readonly hook: HookPlace;
  readonly repository: Repository;
  readonly force: boolean;
}

/** `did` says what was changed, if anything was. */
type Done = { readonly state: HookState; readonly did?: string };

function act(action: "install" | "uninstall" | "status", given: Act): Result<Done> {
  switch (action) {
    case "status":
      return ok({ state: hookState(given.hook) });
    case "install":
      return installHook(given);
    case "uninstall":
      return uninstall(given);
  }
}

export function installHook({ hook, repository, force }: Act): Result<Done> {
  if (!force && isShared(hook.hooksFolder, repository)) return err({ code: "hooks-shared", folder: hook.hooksFolder });
  const state = hookState(hook);
  const file = hookFile(hook);
  switch (state) {
    case "current":
      return ok({ state });
    case "none":
      return changed(file, { by: () => writeHook(hook), state: "current", did: "installed" });
    case "outdated":
      return changed(file, { by: () => writeHook(hook), state: "current", did: "brought up to date" });
    case "edited":
      if (!force) return left(file, "edited", hook);
      return changed(file, { by: () => writeHook(hook), state: "current", did: "installed anew" });
    case "foreign":
      if (!force) return left(file, "foreign", hook);
      if (hasKeptHook(hook))
        return err({ code: "usage", message: `${keptHookFile(hook)} is there already, and would be lost; move it away` });
      return changed(file, { by: () => replaceForeignHook(hook), state: "current", did: "installed" });
  }
}

function uninstall({ hook, force }: Act): Result<Done> {
  const state = hookState(hook);
  const file = hookFile(hook);
  if (state === "none" || state === "foreign") return ok({ state });
  if (state === "edited" && !force) return left(file, "edited", hook);
  const restores = hasKeptHook(hook);
  return changed(file, {
    by: () => removeHook(hook),
    state: restores ? "foreign" : "none",
    did: restores ? "uninstalled, and what was there before is there again" : "uninstalled",
  });
}

function changed(file: string, { by, state, did }: { by: () => void; state: HookState; did: string }): Result<Done> {
  const written = writing(file, by);
  return written.ok ? ok({ state, did }) : written;
}

function left(file: string, why: "edited" | "foreign", { folder }: HookPlace): Result<never> {
  return err({ code: "hook-left", file, why, call: lintCommand(folder) });
}

/** Neither in the work tree nor in git's own folder: a folder of the user's or the machine's, for all repositories. */
export function isShared(folder: string, { workTree, gitFolder }: Repository): boolean {
  return ![workTree, gitFolder, commonFolder(gitFolder)].some((own) => isInside(real(folder), real(own)));
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // Not there yet.
    return path;
  }
}
