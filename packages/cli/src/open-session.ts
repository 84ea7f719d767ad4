import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { openWorkspace } from "@nix-repo/config";
import { type EnvironmentProvider, err, exitCodeOf, type Failure, ok, type Result, type Workspace } from "@nix-repo/model";
import { createHostProvider, createRecipeBook, type RecipeBook } from "@nix-repo/tasks";
import { chooseProvider, type ProviderChoice } from "./choose-provider.ts";
import { OWN_COMMANDS, OWN_FLAGS } from "./command-names.ts";
import type { Io } from "./io.ts";
import { createNotices, type Notices } from "./notices.ts";

/** The global flags, as the command classes hold them. */
export interface GlobalFlags {
  readonly cwd: string | undefined;
  readonly provider: string | undefined;
  readonly color: boolean | undefined;
  readonly verbose: boolean;
  /** What is staged is looked at, as hooks of git do: what is started then sees nothing of git's own variables. */
  readonly staged?: boolean;
}

/** What an action works with: the workspace, where the caller stands, and how to get environments. */
export interface Session {
  readonly io: Io;
  readonly flags: GlobalFlags;
  readonly workspace: Workspace;
  /** The caller's folder, `-C` applied. */
  readonly cwd: string;
  /** `.repo` in the workspace. */
  readonly stateFolder: string;
  /** The caller's environment. */
  readonly caller: Readonly<Record<string, string>>;
  readonly notices: Notices;
  readonly recipes: RecipeBook;
  /** Ends a Nix or a task runner that is being asked something: a run was told to stop. */
  readonly stop: AbortController;
  /** Opened at the first call, then shared. */
  provider(): Promise<Result<EnvironmentProvider>>;
}

export async function openSession(flags: GlobalFlags, io: Io): Promise<Result<Session>> {
  const cwd = flags.cwd === undefined ? io.cwd : resolve(io.cwd, flags.cwd);
  if (flags.cwd !== undefined && !existsSync(cwd)) return err({ code: "usage", message: `-C ${flags.cwd}: there is no such folder` });
  // A copy: each look into the runtime's own object is a look into the process.
  const outside = flags.staged ? (await import("./outside-git-hook.ts")).outsideGitHook : undefined;
  const caller = { ...(outside?.(io.env) ?? io.env) } as Readonly<Record<string, string>>;
  const opened = await openWorkspace({ cwd, version: io.version, env: caller, ownCommands: OWN_COMMANDS, ownFlags: OWN_FLAGS });
  if (!opened.ok) return opened;
  const workspace = opened.value;
  const stateFolder = resolve(workspace.root, ".repo");
  const notices = createNotices({ io, verbose: flags.verbose });

  let provider: Promise<Result<EnvironmentProvider>> | undefined;
  const session: Omit<Session, "recipes"> = {
    io,
    flags,
    workspace,
    cwd,
    stateFolder,
    caller,
    notices,
    stop: new AbortController(),
    provider() {
      provider ??= openProvider(session);
      return provider;
    },
  };
  const recipes = createRecipeBook({ stateFolder, provider: () => session.provider(), callerEnv: caller, signal: session.stop.signal });
  return ok({ ...session, recipes });
}

/** The one place where a command ends on a failure: says it, and gives the exit code. */
export async function refuse(
  failure: Failure,
  { io, flags, root }: { io: Io; flags: Pick<GlobalFlags, "color">; root?: string },
): Promise<number> {
  const { describeFailure, decideColour } = await import("@nix-repo/reporters");
  const colour = decideColour({ flag: flags.color, env: io.env, isTTY: io.stderr.isTTY === true });
  io.stderr.write(`${describeFailure(failure, { root: root ?? io.cwd, colour })}\n`);
  return exitCodeOf(failure);
}

/** `refuse` where there is a session already. */
export async function refuseIn(session: Session, failure: Failure): Promise<number> {
  return await refuse(failure, { io: session.io, flags: session.flags, root: session.workspace.root });
}

async function openProvider(session: Omit<Session, "recipes">): Promise<Result<EnvironmentProvider>> {
  const choice: Result<ProviderChoice> = chooseProvider({ flag: session.flags.provider, env: session.io.env });
  if (!choice.ok) return choice;
  const { workspace, caller, stateFolder, stop } = session;
  const { emit } = session.notices;
  if (choice.value.kind === "host") {
    const { root, hostToolchain } = workspace;
    emit({ type: "notice", level: "warning", text: hostToolchain.length === 0 ? `${HOST_NOTICE}, and none are kept` : HOST_NOTICE });
    return ok(createHostProvider({ toolchain: hostToolchain, workspaceRoot: root, callerEnv: caller }));
  }
  const { createNixProvider } = await import("@nix-repo/nix");
  const { root, flake, nixFlags } = workspace;
  return ok(createNixProvider({ workspaceRoot: root, flake, nixFlags, callerEnv: caller, stateFolder, emit, signal: stop.signal }));
}

const HOST_NOTICE = "tools come from this machine's PATH, not from the flake (host provider): results may differ elsewhere";
