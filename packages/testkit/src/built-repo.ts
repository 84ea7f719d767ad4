import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const dist = join(import.meta.dirname, "../../cli/dist");

/** How to start the built program: the executable, or the bundle on Node where `REPO_TEST_RUNTIME=node` asks for it. */
export function repoCommand(): readonly string[] {
  const command = process.env.REPO_TEST_RUNTIME === "node" ? [process.execPath, join(dist, "node/repo.js")] : [join(dist, "repo")];
  const program = command.at(-1) ?? "";
  if (!existsSync(program)) throw new Error(`${program} is missing: npm run build makes it`);
  return command;
}

export interface RepoRun {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RepoOptions {
  readonly cwd: string;
  /** Replaces the whole environment; default is `cleanEnvironment()`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly stdin?: string | Buffer;
}

/** Runs the built program to its end. */
export async function runRepo(args: readonly string[], options: RepoOptions): Promise<RepoRun> {
  const child = startRepo(args, options);
  const out: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => errors.push(chunk));
  // A program that ends without reading its stdin closes it under us.
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(options.stdin ?? "");
  return await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode, signal) => {
      resolve({ exitCode, signal, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(errors).toString() });
    });
  });
}

/** Starts the built program with piped streams; the caller ends it. */
export function startRepo(args: readonly string[], { cwd, env = cleanEnvironment() }: RepoOptions): ChildProcess {
  const [program = "", ...first] = repoCommand();
  return spawn(program, [...first, ...args], { cwd, env: env as NodeJS.ProcessEnv, stdio: "pipe" });
}

/** This process's environment without what the machine or CI would say to the program under test. */
export function cleanEnvironment(extra: Readonly<Record<string, string | undefined>> = {}): Record<string, string | undefined> {
  const { PATH, HOME, USER, LANG = "C.UTF-8", TMPDIR } = process.env;
  return { PATH, HOME, USER, LANG, TMPDIR, TERM: "dumb", SHELL: "/bin/bash", ...extra };
}
