import { resolve } from "node:path";
import { openWorkspace } from "@nix-repo/config";
import { type EnvironmentProvider, type Failure, err, exitCodeOf, type Notice, ok, type Result, type Workspace } from "@nix-repo/model";
import { chooseProvider, type ProviderChoice } from "./choose-provider.ts";
import { OWN_COMMANDS } from "./commands/index.ts";
import type { Io } from "./io.ts";
import type { RepoContext } from "./repo-command.ts";

/** The global flags, as the command classes hold them. */
export interface GlobalFlags {
  readonly cwd: string | undefined;
  readonly provider: string | undefined;
  readonly color: boolean | undefined;
  readonly verbose: boolean;
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
  /** The caller's environment, without names that are unset. */
  readonly caller: Readonly<Record<string, string>>;
  readonly choice: () => Result<ProviderChoice>;
}

export async function openSession(flags: GlobalFlags, context: RepoContext): Promise<Result<Session>> {
  const { io } = context;
  const cwd = flags.cwd === undefined ? io.cwd : resolve(io.cwd, flags.cwd);
  const caller = io.env as Readonly<Record<string, string>>;
  const workspace = await openWorkspace({ cwd, version: io.version, env: caller, ownCommands: OWN_COMMANDS });
  if (!workspace.ok) return workspace;
  return ok({
    io,
    flags,
    workspace: workspace.value,
    cwd,
    caller,
    stateFolder: resolve(workspace.value.root, ".repo"),
    choice: () => chooseProvider({ flag: flags.provider, env: io.env }),
  });
}

/** The one place where a command ends on a failure: says it, and gives the exit code. */
export async function refuse(failure: Failure, { io, flags, root }: { io: Io; flags: GlobalFlags; root?: string }): Promise<number> {
  const { describeFailure, decideColour } = await import("@nix-repo/reporters");
  const colour = decideColour({ flag: flags.color, env: io.env, isTTY: io.stderr.isTTY === true });
  io.stderr.write(`${describeFailure(failure, { root: root ?? io.cwd, colour })}\n`);
  return exitCodeOf(failure);
}

/** The provider of a session. Libraries of Nix are loaded here, not before. */
export async function openProvider(session: Session, emit: (notice: Notice) => void): Promise<Result<EnvironmentProvider>> {
  const choice = session.choice();
  if (!choice.ok) return choice;
  const { workspace, caller, stateFolder } = session;
  if (choice.value.kind === "host") {
    emit({ type: "notice", level: "warning", text: HOST_NOTICE });
    const { createHostProvider } = await import("@nix-repo/tasks");
    return ok(createHostProvider({ caller }));
  }
  const { createNixProvider } = await import("@nix-repo/nix");
  return ok(createNixProvider({ workspaceRoot: workspace.root, flake: workspace.flake, nixFlags: workspace.nixFlags, callerEnv: caller, stateFolder, emit }));
}

const HOST_NOTICE = "tools come from this machine's PATH, not from the flake (host provider): results may differ elsewhere, and none are kept";
