import type { ChildProcess } from "node:child_process";
import type { Failure, Result, Variables } from "@nix-repo/model";
import { err, ok } from "@nix-repo/model";
import { nixMessage, plain } from "./nix-message.ts";
import { contentName, type StateFiles } from "./state-files.ts";

/** How Nix is called for one workspace. */
export interface NixRunner {
  /** Runs Nix and gives what it wrote on stdout. */
  run(call: NixCall): Promise<Result<string, NixError>>;
  /** What `nix --version` prints, asked once. */
  version(): Promise<Result<string, NixError>>;
  /** The failure that a user sees for an error; Nix's whole words go to a log. */
  failureOf(error: NixError, installable: string): Failure;
  /** Absolute path of the program, undefined where there is no Nix. */
  readonly program: string | undefined;
  /** The arguments of a call, whole, for who starts Nix in another way. */
  argumentsOf(command: string, rest: readonly string[]): readonly string[];
}

export interface NixCall {
  /** The subcommand and its arguments. */
  readonly args: readonly string[];
  readonly cwd: string;
  /** `false` where the user's flags have no meaning. */
  readonly withFlags?: false;
  /** Variables besides the caller's. */
  readonly env?: Variables;
  /** Gets what Nix wrote on stderr, also where it succeeded. */
  readonly onStderr?: (text: string) => void;
}

export type NixError =
  | { readonly kind: "missing" }
  | { readonly kind: "interrupted" }
  | { readonly kind: "failed"; readonly stderr: string };

export interface NixRunnerOptions {
  readonly program: string | undefined;
  readonly nixFlags: readonly string[];
  readonly callerEnv: Variables;
  readonly state: StateFiles;
  readonly signal?: AbortSignal | undefined;
}

export function nixRunner({ program, nixFlags, callerEnv, state, signal }: NixRunnerOptions): NixRunner {
  let version: Promise<Result<string, NixError>> | undefined;
  const runner: NixRunner = {
    program,
    argumentsOf: (command, rest) => [...FEATURES, command, ...nixFlags, ...rest],
    version() {
      version ??= runner.run({ args: ["--version"], cwd: "/", withFlags: false });
      return version;
    },
    async run({ args, cwd, withFlags, env, onStderr }) {
      if (program === undefined) return err({ kind: "missing" });
      if (signal?.aborted) return err({ kind: "interrupted" });
      const { execa } = await import("execa");
      const [command = "", ...rest] = args;
      const child = execa(program, [...FEATURES, command, ...(withFlags === false ? [] : nixFlags), ...rest], {
        cwd,
        env: { ...callerEnv, ...PLAIN, ...env },
        extendEnv: false,
        reject: false,
        stdin: "ignore",
        stripFinalNewline: false,
        maxBuffer: 1_000_000_000,
        ...(signal === undefined ? {} : { cancelSignal: signal }),
      });
      const result = await Promise.race([child, goneByAbort(child.nodeChildProcess, signal)]);
      if (result === "interrupted") return err({ kind: "interrupted" });
      onStderr?.(result.stderr);
      if (!result.failed) return ok(result.stdout);
      if (result.isCanceled) return err({ kind: "interrupted" });
      if (result.code === "ENOENT") return err({ kind: "missing" });
      return err({ kind: "failed", stderr: result.stderr || result.shortMessage || "" });
    },
    failureOf(error, installable) {
      switch (error.kind) {
        case "missing":
          return { code: "nix-missing" };
        case "interrupted":
          return { code: "nix-failed", installable, message: "interrupted" };
        case "failed": {
          const message = nixMessage(error.stderr);
          const text = `${plain(error.stderr).trimEnd()}\n`;
          const log = state.write({ folder: "logs", name: `nix-${contentName(installable, text)}.log`, text, keep: KEPT_LOGS });
          return { code: "nix-failed", installable, message, ...(log === undefined ? {} : { log }) };
        }
      }
    },
  };
  return runner;
}

/** Resolves when an abort has ended Nix. What Nix started may hold its pipes for longer; nobody waits for that. */
function goneByAbort(child: ChildProcess, signal: AbortSignal | undefined): Promise<"interrupted"> {
  return new Promise((resolve) => {
    child.once("exit", () => {
      if (!signal?.aborted) return;
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve("interrupted");
    });
  });
}

/** So that nobody has to edit a nix.conf first. */
const FEATURES = ["--extra-experimental-features", "nix-command flakes"];

/** Nix's words are read by us. */
const PLAIN = { NO_COLOR: "1", CLICOLOR_FORCE: "0" };

const KEPT_LOGS = 20;
