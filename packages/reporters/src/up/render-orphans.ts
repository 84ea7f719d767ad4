import type { Orphan } from "@nix-repo/model";
import { formatAge } from "../format-duration.ts";
import { paletteOf } from "../palette.ts";
import { renderTable } from "../render-table.ts";
import { plainLine } from "../text-width.ts";
import type { StatusOptions } from "./render-status.ts";

/** What a killed supervisor has left running, and what ends it. Without a closing line break; empty where nothing is left. */
export function renderOrphans(
  orphans: readonly Orphan[],
  { colour, symbols, columns, now }: Omit<StatusOptions, "root"> & { readonly now: number },
): string {
  if (orphans.length === 0) return "";
  const palette = paletteOf(colour);
  const processes = orphans.reduce((sum, { pids }) => sum + pids.length, 0);
  const count = `${orphans.length} unit${orphans.length === 1 ? "" : "s"} (${processes} process${processes === 1 ? "" : "es"})`;
  const rows = orphans.map(({ unit, pids, startedAt, command = "" }) => [
    `  ${unit}`,
    pidsText(pids),
    startedAt === undefined ? "" : formatAge(now - startedAt),
    plainLine(command),
  ]);
  const paint = (cell: string, { column }: { column: number }): string => (column === 0 ? cell : palette.quiet(cell));
  return [
    `${palette.warning("repo:")} what ran here was killed and has left ${count} running:`,
    ...renderTable(rows, { columns, ellipsis: symbols.ellipsis, paint }),
    "repo down ends them",
  ].join("\n");
}

/** What a killed supervisor has left of a unit, for programs. */
export interface OrphanView {
  readonly unit: string;
  readonly pids: readonly number[];
  readonly command?: string;
  /** Milliseconds since the epoch. */
  readonly startedAt?: number;
}

export function orphanViews(orphans: readonly Orphan[]): readonly OrphanView[] {
  return orphans.map(({ unit, pids, command, startedAt }) => ({
    unit,
    pids,
    ...(command === undefined ? {} : { command }),
    ...(startedAt === undefined ? {} : { startedAt }),
  }));
}

function pidsText(pids: readonly number[]): string {
  const shown = pids.slice(0, MOST_PIDS).join(", ");
  return pids.length > MOST_PIDS ? `${shown} and ${pids.length - MOST_PIDS} more` : shown;
}

const MOST_PIDS = 3;
