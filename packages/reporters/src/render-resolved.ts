import type { Place } from "@nix-repo/model";
import { displayPath } from "./display-path.ts";
import { paletteOf } from "./palette.ts";
import { renderTable } from "./render-table.ts";
import type { Symbols } from "./symbols.ts";
import { plainLine } from "./text-width.ts";

/** A value of a service, and who says it. */
export interface ResolvedView {
  readonly path: string;
  readonly value: unknown;
  /** `place` where it stands in a file. */
  readonly from: {
    readonly kind: "registry" | "override" | "stack" | "image" | "task-file" | "default";
    readonly stack?: string;
    readonly place?: Place;
  };
}

export interface ResolvedOptions {
  readonly root: string;
  readonly colour: boolean;
  readonly symbols: Symbols;
  readonly columns?: number | undefined;
}

/** A row for each value: what it is, where it is from, and the value itself. Without a closing line break. */
export function renderResolved(values: readonly ResolvedView[], { root, colour, symbols, columns }: ResolvedOptions): string {
  const paint = paletteOf(colour);
  const rows = values.map(({ path, value, from }) => [path, sourceOf(from, root), plainLine(valueText(value))]);
  const crop = ["end", "start"] as const;
  return renderTable(rows, {
    columns,
    ellipsis: symbols.ellipsis,
    crop,
    paint: (cell, { column }) => (column === 1 ? paint.quiet(cell) : cell),
  }).join("\n");
}

/** A text as it is, anything else as JSON. */
function valueText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function sourceOf({ kind, stack, place }: ResolvedView["from"], root: string): string {
  if (place === undefined) return "default";
  const { file, line } = place;
  const where = `${displayPath(file, root)}${line === undefined ? "" : `:${line}`}`;
  return kind === "stack" ? `stack ${stack}, ${where}` : where;
}

export function resolvedJson<Value>(service: string, values: readonly Value[]) {
  return { version: 1, kind: "resolved-service", service, values } as const;
}
