import { readFileSync } from "node:fs";
import { join } from "node:path";
import { unifiedDiff } from "./unified-diff.ts";
import { originOf, unixText, type WrittenFile } from "./written-file.ts";

/** What writing a file would do. `diff` is what would change, as `git apply` takes it. */
export type FileChange =
  | { readonly kind: "unchanged"; readonly path: string }
  | ({ readonly kind: "create" } & Difference)
  /** Ours, and nobody has touched it since. */
  | ({ readonly kind: "update" } & Difference)
  /** Somebody else's work is in it. */
  | ({ readonly kind: "conflict"; readonly origin: "edited" | "foreign" } & Difference)
  /** A file of the user's in which a few lines are put. `before` is all that was in it. */
  | ({ readonly kind: "edit"; readonly before: string } & Difference);

interface Difference extends WrittenFile {
  readonly diff: string;
}

/** Holds what we would write against what is there below `top`. Throws what the file system says of a file that is there and cannot be read. */
export function compareFiles(files: readonly WrittenFile[], top: string): readonly FileChange[] {
  return files.map((file) => compareFile(file, top));
}

function compareFile(file: WrittenFile, top: string): FileChange {
  const { path, content } = file;
  const before = contentOf(join(top, path));
  if (before !== undefined && unixText(before) === content) return { kind: "unchanged", path };
  const change = { ...file, diff: unifiedDiff({ path, before, after: content }) };
  if (before === undefined) return { kind: "create", ...change };
  const origin = originOf(before);
  return origin === "ours" ? { kind: "update", ...change } : { kind: "conflict", origin, ...change };
}

/** A text of somebody's own with something added. */
export function editOf({ path, before, after }: { path: string; before: string; after: string }): FileChange {
  return { kind: "edit", path, before, content: after, diff: unifiedDiff({ path, before, after }) };
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}
