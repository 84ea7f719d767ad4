import type { ChildProcess } from "node:child_process";
import type { Variables } from "@nix-repo/model";
import type { Repository } from "./find-repository.ts";

/**
 * One git that is asked what its rules ignore, whether tracked or not. Rules that it has read it may not read again: what changes them meanwhile may not be seen.
 */
export interface IgnoreQuestions {
  /**
   * @param paths absolute, below the work tree; none leads through a symlink
   * @returns whether each is ignored, in their order. Throws `GitUnknown`.
   */
  ask(paths: readonly string[]): Promise<readonly boolean[]>;
  /** Answers what was asked, and ends. */
  close(): void;
}

/** Git could not be asked. */
export class GitUnknown extends Error {
  /** Whether there is no git on the machine. */
  readonly isMissing: boolean;

  constructor(message: string, { isMissing = false } = {}) {
    super(message);
    this.isMissing = isMissing;
  }
}

export async function openIgnoreQuestions({ workTree }: Repository, env: Variables): Promise<IgnoreQuestions> {
  const { spawn } = await import("node:child_process");
  const args = ["-C", workTree, "check-ignore", "--no-index", "--verbose", "--non-matching", "--stdin", "-z"];
  const child = spawn("git", args, { env: gitVariables(env), stdio: ["pipe", "pipe", "pipe"] });
  return new Questions(child, workTree);
}

/** What git is started with: nothing that leads it to another repository, or gives it settings that no file holds. */
export function gitVariables(env: Variables): Variables {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("GIT_")));
}

interface Question {
  /** How many answers are still to come. */
  left: number;
  readonly answers: boolean[];
  resolve(answers: readonly boolean[]): void;
  reject(error: GitUnknown): void;
}

class Questions implements IgnoreQuestions {
  readonly #child: ChildProcess;
  readonly #workTree: string;
  readonly #open: Question[] = [];
  /** Which of an answer's fields comes next, and what its rule says as far as it is known. */
  #field = 0;
  #isIgnored: boolean | undefined;
  #said = "";
  #ended: GitUnknown | undefined;

  constructor(child: ChildProcess, workTree: string) {
    this.#child = child;
    this.#workTree = workTree;
    child.stdout?.on("data", (chunk: Buffer) => this.#hear(chunk));
    child.stderr?.on("data", (chunk: Buffer) => {
      this.#said += chunk.toString();
    });
    // What it says when it ends tells more than that nobody reads any more.
    child.stdin?.on("error", () => {});
    child.on("error", (error: NodeJS.ErrnoException) => this.#end(new GitUnknown(error.message, { isMissing: error.code === "ENOENT" })));
    child.on("close", (code) => this.#end(new GitUnknown(this.#said.trim().split("\n")[0] || `git check-ignore ended with ${code}`)));
  }

  ask(paths: readonly string[]): Promise<readonly boolean[]> {
    if (paths.length === 0) return Promise.resolve([]);
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      this.#open.push({ left: paths.length, answers: [], resolve, reject });
      // A path that begins with a colon would mean something to git.
      const input = paths.map((path) => `./${path.slice(this.#workTree === "/" ? 1 : this.#workTree.length + 1)}\0`).join("");
      this.#child.stdin?.write(input);
    });
  }

  close(): void {
    this.#child.stdin?.end();
  }

  /**
   * For each path four fields that each end with NUL: where the rule stands, its line, the rule, the path. The last rule that matches is told, and one with
   * `!` takes back what those before it ignored. Read byte by byte: git writes each answer by itself, and there are many.
   */
  #hear(chunk: Buffer): void {
    for (const byte of chunk) {
      if (byte === 0) {
        this.#field = (this.#field + 1) % 4;
        if (this.#field === RULE) this.#isIgnored = undefined;
        if (this.#field === 0) this.#answer(this.#isIgnored ?? false);
      } else if (this.#field === RULE) this.#isIgnored ??= byte !== EXCLAMATION_MARK;
    }
  }

  #answer(isIgnored: boolean): void {
    const question = this.#open[0];
    if (question === undefined) return;
    question.answers.push(isIgnored);
    question.left -= 1;
    if (question.left > 0) return;
    this.#open.shift();
    question.resolve(question.answers);
  }

  #end(why: GitUnknown): void {
    this.#ended ??= why;
    for (const question of this.#open.splice(0)) question.reject(this.#ended);
  }
}

/** The position of the rule among the fields. */
const RULE = 2;
const EXCLAMATION_MARK = 0x21;
