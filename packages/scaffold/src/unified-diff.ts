import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";

/** What would change in a file, as `git apply` and `patch -p1` take it. `before` is undefined where the file is new. */
export function unifiedDiff({ path, before, after }: { path: string; before: string | undefined; after: string }): string {
  const from = before === undefined ? "/dev/null" : `a/${path}`;
  const options = { context: 3, headerOptions: FILE_HEADERS_ONLY };
  return createTwoFilesPatch(from, `b/${path}`, before ?? "", after, undefined, undefined, options);
}
