/** One line of a list that is to be short: a path, or a folder that stands for `count` paths in it. */
export interface PathOrFolder {
  readonly path: string;
  readonly count: number;
}

/**
 * So many lines at most, where that can be: the fullest folder becomes one line first, so that the thousands of files in `node_modules` do not hide the one
 * that matters. What has no folder above it stays.
 */
export function fewLines(paths: readonly string[], most: number): readonly PathOrFolder[] {
  let lines: readonly PathOrFolder[] = paths.map((path) => ({ path, count: 1 }));
  while (lines.length > most) {
    const folder = fullestFolder(lines);
    if (folder === undefined) break;
    const isIn = ({ path }: PathOrFolder) => path.startsWith(`${folder}/`);
    const count = lines.filter(isIn).reduce((sum, line) => sum + line.count, 0);
    lines = [...lines.filter((line) => !isIn(line)), { path: folder, count }];
  }
  return [...lines].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Of those with the most lines right in them the deepest; a single line is shortened where nothing else is left. */
function fullestFolder(lines: readonly PathOrFolder[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { path } of lines) {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    if (folder !== "") counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([a, one], [b, other]) => other - one || depthOf(b) - depthOf(a));
  return sorted[0]?.[0];
}

function depthOf(path: string): number {
  return path.split("/").length;
}
