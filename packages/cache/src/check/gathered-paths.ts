/** Paths for people: those in a folder that holds nothing declared are one, with how many files that are. All relative to the same folder. */
export function gathered(paths: readonly string[], declared: readonly string[]): readonly string[] {
  const known = new Set(declared.flatMap(foldersOf));
  const counts = new Map<string, number>();
  for (const path of paths) {
    const foreign = foldersOf(path).find((folder) => !known.has(folder));
    const shown = foreign === undefined ? path : `${foreign}/`;
    counts.set(shown, (counts.get(shown) ?? 0) + 1);
  }
  return [...counts].map(([shown, count]) =>
    count === 1 || !shown.endsWith("/") ? (onlyOf(shown, paths) ?? shown) : `${shown} (${count} files)`,
  );
}

/** Of a folder with one file the file itself. */
function onlyOf(shown: string, paths: readonly string[]): string | undefined {
  return shown.endsWith("/") ? paths.find((path) => path.startsWith(shown)) : undefined;
}

/** The outermost first. */
function foldersOf(path: string): string[] {
  const names = path.split("/").slice(0, -1);
  return names.map((_, i) => names.slice(0, i + 1).join("/"));
}
