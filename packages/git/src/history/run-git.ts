import type { ChildProcess } from "node:child_process";
import { err, type Failure, ok, type Result, type Variables } from "@nix-repo/model";

/** Git at one place. Nothing that a user's settings or environment hold changes what it answers, lets it ask anything, or makes it run anything in between. */
export interface Git {
  /** Where it runs: absolute. */
  readonly folder: string;
  readonly env: Variables;
  /** Whether the user has ended it. */
  isInterrupted(): boolean;
  /** @returns what it wrote; fails where it fails */
  read(args: readonly string[], options?: GitOptions): Promise<Result<string>>;
  /** @returns how it ended, whatever that was; fails where it could not be run to its end */
  ask(args: readonly string[], options?: GitOptions): Promise<Result<GitAnswer>>;
  at(folder: string): Git;
}

export interface GitOptions {
  /** Stdin. */
  readonly input?: string;
  /** Options of git itself, which stand before the command. */
  readonly git?: readonly string[];
  /** Variables besides the caller's. */
  readonly env?: Variables;
}

export interface GitAnswer {
  readonly exitCode: number;
  readonly stdout: Uint8Array;
  readonly stderr: string;
}

export interface GitPlace {
  readonly folder: string;
  readonly env: Variables;
  readonly signal?: AbortSignal | undefined;
}

export function gitAt({ folder, env, signal }: GitPlace): Git {
  const variables = historyVariables(env);
  const git: Git = {
    folder,
    env,
    isInterrupted: () => signal?.aborted === true,
    at: (other) => gitAt({ folder: other, env, signal }),
    async read(args, options) {
      const answer = await git.ask(args, options);
      if (!answer.ok) return answer;
      if (answer.value.exitCode !== 0) return err(gitFailed(args, answer.value.stderr));
      return ok(textOf(answer.value.stdout));
    },
    async ask(args, { input, git: own = [], env: more } = {}) {
      if (signal?.aborted) return err(gitFailed(args, "interrupted"));
      const { execa } = await import("execa");
      const child = execa("git", [...NEUTRAL, ...own, ...args], {
        cwd: folder,
        env: { ...variables, ...more },
        extendEnv: false,
        reject: false,
        encoding: "buffer",
        stripFinalNewline: false,
        maxBuffer: 2_000_000_000,
        // A session of its own: no terminal in which ssh could ask for a password, and one group to be ended.
        detached: true,
        ...(input === undefined ? { stdin: "ignore" as const } : { input }),
        ...(signal === undefined ? {} : { cancelSignal: signal }),
      });
      const endAll = () => endGroup(child.nodeChildProcess);
      signal?.addEventListener("abort", endAll);
      const { exitCode, code, isCanceled, stdout, stderr, shortMessage } = await child;
      signal?.removeEventListener("abort", endAll);
      if (code === "ENOENT") return err({ code: "git-missing" });
      if (isCanceled) return err(gitFailed(args, "interrupted"));
      const said = textOf(stderr);
      if (exitCode === undefined) return err(gitFailed(args, said || (shortMessage ?? "")));
      return ok({ exitCode, stdout, stderr: said });
    },
  };
  return git;
}

export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}

export function gitFailed(args: readonly string[], message: string): Failure {
  return { code: "git-failed", command: `git ${args[0] ?? ""}`, message: wordsOfGit(message) };
}

/** Git does not end the filters that it has started; and as long as they hold its pipes, it seems to run. */
function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid);
  } catch {
    // It has ended by itself.
  }
}

/** What git says of a failure. Addresses of remotes lose a token that they may hold. */
export function wordsOfGit(stderr: string): string {
  return stderr.trim().replaceAll(/:\/\/[^\s/@']+@/g, "://");
}

/**
 * Settings that would change answers or run programs. What only says how files are stored or ignored (`core.autocrlf`, `core.fileMode`, excludes) stays:
 * it decides what counts as changed.
 */
const NEUTRAL = [
  "--no-pager",
  "--literal-pathspecs",
  ...[
    "core.quotePath=off",
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.splitIndex=false",
    "color.ui=false",
    "diff.orderFile=/dev/null",
  ].flatMap(setting),
  ...["submodule.recurse=false", "log.showSignature=false", "gc.auto=0", "maintenance.auto=false", "credential.interactive=false"].flatMap(
    setting,
  ),
];

function setting(text: string): readonly string[] {
  return ["-c", text];
}

/** Without what leads git to another repository or index, or changes how it writes; with what it needs to reach a server as its user does. */
function historyVariables(env: Variables): Variables {
  const kept = Object.entries(env).filter(([name]) => !name.startsWith("GIT_") || REACHES.test(name));
  return { ...Object.fromEntries(kept), ...PLAIN };
}

const REACHES = /^GIT_(CONFIG_|SSH|SSL_|HTTP|CURL|PROXY|ASKPASS$|ALLOW_PROTOCOL$|PROTOCOL|EXEC_PATH$|CEILING_DIRECTORIES$|DISCOVERY_)/;

/** Git's words are read by us, nothing asks, and nothing is written that is not needed. */
const PLAIN = { LC_ALL: "C", LANGUAGE: "", GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0", GCM_INTERACTIVE: "never", GIT_PAGER: "cat" };
