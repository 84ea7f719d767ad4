import { listOf, textOf } from "../yaml-file.ts";

interface Telling {
  readonly tell: (why: string) => void;
}

/** turbo's own default, `$TURBO_DEFAULT$`, is ours where nothing else is said: the package's files. */
export function inputsOf(value: unknown, { tell }: Telling): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const globs = listOf(value).flatMap((each): string[] => {
    const glob = textOf(each) ?? "";
    if (glob === "$TURBO_DEFAULT$") return ["**/*"];
    const [, not = "", inRoot] = /^(!?)\$TURBO_ROOT\$\/(.*)$/.exec(glob) ?? [];
    if (inRoot !== undefined) return [`${not}//${inRoot}`];
    if (isInside(glob)) return [glob];
    tell(`${glob} leads out of the package: files of the workspace are written as //path`);
    return [];
  });
  return globs.length === 0 || globs.join() === "**/*" ? undefined : globs;
}

export function outputsOf(value: unknown, { tell }: Telling): readonly string[] {
  return listOf(value).flatMap((each): string[] => {
    const glob = textOf(each) ?? "";
    if (!isInside(glob) || glob.startsWith("$")) tell(`${glob} lies outside of the package`);
    else if (/^(\.|\*+|(\*\*\/)+\*+)$/.test(glob))
      tell(`${glob} is everything in the package, its sources included: name what the script writes`);
    else return [glob];
    return [];
  });
}

function isInside(glob: string): boolean {
  const path = glob.replace(/^!/, "");
  return path !== "" && !path.startsWith("/") && !path.split("/").includes("..");
}
