import type { TaskId } from "@nix-repo/model";
import { LineBatch } from "./line-batch.ts";
import { LineSplitter } from "./line-splitter.ts";
import type { Output } from "./output.ts";
import { type Palette, paletteOf } from "./palette.ts";
import type { ReporterOptions } from "./reporter.ts";
import { nameWidthOf } from "./summary.ts";
import type { Tally } from "./tally.ts";
import { padTo } from "./text-width.ts";

type Stream = "stdout" | "stderr";

/** Whole lines of tasks as they come, each with its task's name in front, on the stream that it came on. */
export class PrefixedLines {
  readonly #batches: Readonly<Record<Stream, LineBatch>>;
  readonly #palettes: Readonly<Record<Stream, Palette>>;
  readonly #tally: Tally;
  /** Made at the first line, when all names are known. */
  #layout: { readonly nameWidth: number; readonly indexOf: ReadonlyMap<TaskId, number> } | undefined;
  readonly #tasks = new Map<TaskId, Readonly<Record<Stream, LineSplitter>>>();

  constructor(options: { outputs: Readonly<Record<Stream, Output>>; colour: ReporterOptions["colour"]; tally: Tally }) {
    const { outputs, colour } = options;
    this.#batches = { stdout: new LineBatch(outputs.stdout), stderr: new LineBatch(outputs.stderr) };
    this.#palettes = { stdout: paletteOf(colour.stdout), stderr: paletteOf(colour.stderr) };
    this.#tally = options.tally;
  }

  write(task: TaskId, stream: Stream, chunk: Uint8Array): void {
    this.#splittersOf(task)[stream].write(chunk);
    this.#batches[stream].send();
  }

  end(task: TaskId): void {
    const splitters = this.#tasks.get(task);
    this.#tasks.delete(task);
    for (const stream of ["stdout", "stderr"] as const) {
      splitters?.[stream].end();
      this.#batches[stream].send();
    }
  }

  endAll(): void {
    for (const task of this.#tasks.keys()) this.end(task);
  }

  #splittersOf(task: TaskId): Readonly<Record<Stream, LineSplitter>> {
    const known = this.#tasks.get(task);
    if (known !== undefined) return known;
    const splitter = (stream: Stream) => new LineSplitter(this.#batches[stream].behind(this.#prefixOf(task, this.#palettes[stream])));
    const created = { stdout: splitter("stdout"), stderr: splitter("stderr") };
    this.#tasks.set(task, created);
    return created;
  }

  #prefixOf(task: TaskId, { tasks: paints, quiet }: Palette): string {
    const { tasks } = this.#tally;
    this.#layout ??= { nameWidth: nameWidthOf(tasks), indexOf: new Map(tasks.map((each, index) => [each, index])) };
    const paint = paints[(this.#layout.indexOf.get(task) ?? 0) % paints.length] ?? quiet;
    return `${paint(padTo(task, this.#layout.nameWidth))} ${quiet("|")} `;
  }
}
