/** The paths that globs of outputs begin with: what the protocol calls output paths. None stands below another one. */
export function outputPaths(globs: readonly string[]): readonly string[] {
  const paths = new Set(globs.filter((glob) => !glob.startsWith("!")).map(literalPart));
  return [...paths].filter((path) => ![...paths].some((other) => other !== path && isBelow(path, other))).sort();
}

/** A glob up to its first special character: a folder, or the whole path where nothing in it is special. */
function literalPart(glob: string): string {
  const plain = glob.replace(/^(\.\/)+/, "");
  const special = plain.search(/[*?[\]{}()!+@]/);
  const part = special === -1 ? plain : plain.slice(0, plain.lastIndexOf("/", special) + 1);
  return part.replace(/\/+$/, "");
}

function isBelow(path: string, folder: string): boolean {
  return folder === "" || path.startsWith(`${folder}/`);
}
