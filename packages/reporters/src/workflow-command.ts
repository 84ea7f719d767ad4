import { relative, resolve, sep } from "node:path";
import type { Problem } from "@nix-repo/model";
import type { Output } from "./output.ts";

/** What GitHub's runner is told of a place. `message` may have several lines. */
export interface Annotation {
  readonly level: Problem["level"];
  readonly title: string;
  readonly message: string;
  /** Relative to the top of the repository. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/**
 * `::error file=src/a.ts,line=3,col=5,title=web%3Atest::message`.
 *
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function annotationCommand({ level, title, message, file, line, column }: Annotation): string {
  const properties = [
    ...(file === undefined ? [] : [`file=${escapedProperty(file)}`]),
    ...(line === undefined ? [] : [`line=${line}`]),
    ...(column === undefined ? [] : [`col=${column}`]),
    `title=${escapedProperty(title)}`,
  ];
  return `::${level} ${properties.join(",")}::${escapedData(message)}`;
}

function escapedData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapedProperty(text: string): string {
  return escapedData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** A path relative to the workspace's root as one relative to the repository's top. */
export function repositoryPath(file: string, { root, repositoryRoot }: { root: string; repositoryRoot: string }): string {
  return relative(repositoryRoot, resolve(root, file)).split(sep).join("/");
}

/**
 * Keeps the runner from taking for commands what is not ours: it listens only to a word that no task can know, from `stop` until `resume`.
 * The runner looks for commands at the beginning of a line, blanks aside, and for those of an older form (`##[error]`) anywhere in it.
 */
export class CommandGuard {
  readonly #output: Output;
  readonly #token: string;
  #isStopped = false;

  constructor(output: Output, token: string) {
    this.#output = output;
    this.#token = token;
  }

  stop(): void {
    if (!this.#isStopped) this.#output.line(`::stop-commands::${this.#token}`);
    this.#isStopped = true;
  }

  resume(): void {
    if (this.#isStopped) this.#output.line(`::${this.#token}::`);
    this.#isStopped = false;
  }

  /** Sends a command of ours, also in the middle of what is none. */
  send(command: string): void {
    const wasStopped = this.#isStopped;
    this.resume();
    this.#output.line(command);
    if (wasStopped) this.stop();
  }

  /** A line that nobody should take for a command. */
  line(text: string): void {
    if (text.includes("::") || text.includes("##[")) this.stop();
    this.#output.line(text);
  }
}
