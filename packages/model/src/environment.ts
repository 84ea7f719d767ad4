import type { Result } from "./result.ts";
import type { Variables } from "./variables.ts";
import type { Run, ShellChoice, ShellHookUse } from "./workspace.ts";

export type ProviderKind = "nix" | "host";

/** Gives services their environments. Implemented by `nix`, and by the host provider in `tasks`. */
export interface EnvironmentProvider {
  readonly kind: ProviderKind;
  /** Each distinct shell is captured at most once in a run, also when several tasks ask for it at the same time. */
  environmentOf(shell: ShellChoice): Promise<Result<Environment>>;
}

/** What was captured from a devShell (or the host), ready to start commands in. */
export interface Environment {
  readonly provider: ProviderKind;
  /** The devShell's name for people: `client-web`; `host` where there is none. */
  readonly shell: string;
  /** What stands for it in a key. Undefined where nothing does. Fails as `launch` does: a hook may have to run. */
  identity(request: IdentityRequest): Promise<Result<EnvironmentIdentity | undefined>>;
  /** Turns a command into what to execute. A command that is not on the PATH is a failure here where that can be known before starting. */
  launch(request: LaunchRequest): Promise<Result<Launch>>;
}

/** The variables that an environment gives, whoever asks. */
export interface EnvironmentIdentity {
  /** For people: the devShell's name, or `host`. */
  readonly shell: string;
  /** Equal only where the variables are equal, and known without looking at them; left out where only they can tell. */
  readonly token?: string;
  /** Without what differs from machine to machine; places that do (the workspace, the user's home) have a name instead. Secrets are not among them. */
  variables(): Variables;
  /** Names of variables that it gives and that say secret. */
  readonly secrets: readonly string[];
  /** What made it another than the one before it, where that is known: `flake.lock`. */
  because?(): string | undefined;
}

export type IdentityRequest = Pick<LaunchRequest, "base" | "cwd" | "shellHook">;

export interface LaunchRequest {
  readonly run: Run;
  /** Appended to the command, untouched: what stood after `--`. */
  readonly args: readonly string[];
  /** Absolute: where the command starts, whatever a hook did with `cd`. */
  readonly cwd: string;
  /** Beneath the devShell: the caller's environment (or the part of it that a keepable task may see) over the `.env` layers. */
  readonly base: Variables;
  /** Above the devShell: `env` of the registry and of the verb. */
  readonly overlay: Variables;
  /** `every-start`: as `nix develop` does. `once-per-run`: the environment that the hook leaves is shared, as for results that may be kept. */
  readonly hook: "every-start" | "once-per-run";
  /** `capture`: the change that the hook makes was recorded, or is now, and takes its place. `hook` then counts only where nothing is kept of the devShell. Left out, `run`. */
  readonly shellHook?: ShellHookUse;
}

/** What the operating system is asked to execute. */
export interface Launch {
  /** Absolute path of the program. */
  readonly file: string;
  /** Whole, with the program's own name first. */
  readonly argv: readonly string[];
  readonly env: Variables;
  readonly cwd: string;
}
