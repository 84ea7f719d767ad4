import { escapes, isAbsolutePath } from "./inside-path.ts";
import type { Mistake, Path } from "./mistake.ts";

/** Paths are written with `/` and lead further down. */
export function checkPath(value: string, path: Path, base: string): Mistake[] {
  if (isAbsolutePath(value)) return [{ path, at: "value", message: `expected a path relative to ${base}, got "${value}"` }];
  return escapes(value) ? [{ path, at: "value", message: `expected a path inside ${base}, got "${value}"` }] : [];
}

/** `//` leads to the workspace's root, `!` leaves out. */
export function checkInput(glob: string, path: Path): Mistake[] {
  const place = glob.replace(/^!/, "");
  return place.startsWith("//") ? checkPath(place.slice(2), path, "the workspace") : checkPath(place, path, "the service's folder");
}
