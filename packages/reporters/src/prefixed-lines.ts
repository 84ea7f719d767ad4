import { LineBatch } from "./line-batch.ts";
import { LineSplitter } from "./line-splitter.ts";
import type { Output } from "./output.ts";
import { type Palette, paletteOf } from "./palette.ts";
import type { ReporterOptions } from "./reporter.ts";
import { nameWidthOf } from "./summary.ts";
import { padTo } from "./text-width.ts";

type Stream = "stdout" | "stderr";

/** Whose lines there will be: all names are known before the first line. */
interface Named {
  readonly tasks: readonly string[];
}

/** Whole lines of tasks, or of units, as they come, each with its task's name in front, on the stream that it came on. */
export class PrefixedLines {
  readonly #batches: Readonly<Record<Stream, LineBatch>>;
  readonly #palettes: Readonly<Record<Stream, Palette>>;
  readonly #named: Named;
  /** Made at the first line, when all names are known. */
  #layout: { readonly nameWidth: number; readonly indexOf: ReadonlyMap<string, number> } | undefined;
  readonly #tasks = new Map<string, Readonly<Record<Stream, LineSplitter>>>();

  constructor(options: { outputs: Readonly<Record<Stream, Output>>; colour: ReporterOptions["colour"]; named: Named }) {
    const { outputs, colour } = options;
    this.#batches = { stdout: new LineBatch(outputs.stdout), stderr: new LineBatch(outputs.stderr) };
    this.#palettes = { stdout: paletteOf(colour.stdout), stderr: paletteOf(colour.stderr) };
    this.#named = options.named;
  }

  write(task: string, stream: Stream, chunk: Uint8Array): void {
    this.#splittersOf(task)[stream].write(chunk);
    this.#batches[stream].send();
  }

  end(task: string): void {
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

  #splittersOf(task: string): Readonly<Record<Stream, LineSplitter>> {
    const known = this.#tasks.get(task);
    if (known !== undefined) return known;
    const splitter = (stream: Stream) => new LineSplitter(this.#batches[stream].behind(this.#prefixOf(task, this.#palettes[stream])));
    const created = { stdout: splitter("stdout"), stderr: splitter("stderr") };
    this.#tasks.set(task, created);
    return created;
  }

  #prefixOf(task: string, { tasks: paints, quiet }: Palette): string {
    const { tasks } = this.#named;
    this.#layout ??= { nameWidth: nameWidthOf(tasks), indexOf: new Map(tasks.map((each, index) => [each, index])) };
    const paint = paints[(this.#layout.indexOf.get(task) ?? 0) % paints.length] ?? quiet;
    return `${paint(padTo(task, this.#layout.nameWidth))} ${quiet("|")} `;
  }
}
