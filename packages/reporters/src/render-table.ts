import { cropEnd, cropStart, widthOf, wrapWords } from "./text-width.ts";

export interface TableOptions {
  /** The terminal's width. Left out where nothing is cropped or wrapped: a file or a pipe. */
  readonly columns?: number | undefined;
  readonly ellipsis: string;
  /** How a cell that does not fit is shortened, by its position; `end` where nothing is said. The last column is wrapped instead. */
  readonly crop?: readonly ("start" | "end")[];
  /** Applied after measuring. */
  readonly paint?: (cell: string, position: { row: number; column: number }) => string;
}

/**
 * Rows of cells as aligned lines, three blanks apart, without blanks at the end. The last cell of a row takes the rest of the line:
 * where a row has fewer cells than others, its last one is no measure for their column.
 */
export function renderTable(rows: readonly (readonly string[])[], options: TableOptions): string[] {
  const natural = naturalWidths(rows);
  const widths = options.columns === undefined ? natural : fittedWidths(natural, Math.max(1, options.columns - 1));
  return rows.flatMap((row, index) => renderRow(row, { index, widths, options }));
}

function naturalWidths(rows: readonly (readonly string[])[]): number[] {
  const count = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const widths = new Array<number>(count).fill(0);
  for (const row of rows) {
    row.forEach((cell, column) => {
      const isMeasure = row.length > column + 1 || column === count - 1;
      if (isMeasure) widths[column] = Math.max(widths[column] ?? 0, widthOf(cell));
    });
  }
  return widths;
}

/** Takes from the last column first, which can be wrapped, and then one by one from whichever of the others is widest. */
function fittedWidths(natural: readonly number[], available: number): number[] {
  const widths = [...natural];
  const last = widths.length - 1;
  const excess = () => widths.reduce((sum, width) => sum + width, 0) + GAP.length * last - available;
  widths[last] = Math.max(Math.min(natural[last] ?? 0, LAST_MINIMUM), (natural[last] ?? 0) - Math.max(0, excess()));
  while (excess() > 0) {
    const widest = widths.slice(0, last).reduce((best, width, column) => (width > (widths[best] ?? 0) ? column : best), 0);
    if ((widths[widest] ?? 0) <= OTHER_MINIMUM) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

interface RowOptions {
  readonly index: number;
  readonly widths: readonly number[];
  readonly options: TableOptions;
}

function renderRow(row: readonly string[], { index, widths, options }: RowOptions): string[] {
  const paint = options.paint ?? ((cell: string) => cell);
  const last = row.length - 1;
  const start = row.slice(0, last).map((cell, column) => {
    const width = widths[column] ?? 0;
    let shown = cell;
    let taken = widthOf(cell);
    if (taken > width) {
      const crop = options.crop?.[column] === "start" ? cropStart : cropEnd;
      shown = crop(cell, width, options.ellipsis);
      taken = widthOf(shown);
    }
    return paint(shown, { row: index, column }) + " ".repeat(Math.max(0, width - taken)) + GAP;
  });
  const lastCell = row[last] ?? "";
  if (options.columns === undefined) return [(start.join("") + paint(lastCell, { row: index, column: last })).trimEnd()];
  const indent = widths.slice(0, last).reduce((sum, width) => sum + width + GAP.length, 0);
  return wrapWords(lastCell, Math.max(LAST_MINIMUM, options.columns - 1 - indent))
    .map((line, i) => (i === 0 ? start.join("") : " ".repeat(indent)) + paint(line, { row: index, column: last }))
    .map((line) => line.trimEnd());
}

const GAP = "   ";
const LAST_MINIMUM = 20;
const OTHER_MINIMUM = 6;
