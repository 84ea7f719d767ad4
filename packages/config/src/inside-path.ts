import { posix } from "node:path";

export function isAbsolutePath(path: string): boolean {
  return path.startsWith("/");
}

/** Whether a relative path leads out of where it starts. */
export function escapes(path: string): boolean {
  if (!path.includes("..")) return false;
  const normal = posix.normalize(path);
  return normal === ".." || normal.startsWith("../");
}

/** Without `./`, doubled or closing slashes; `.` for the folder itself. Most paths are plain already. */
export function plainPath(path: string): string {
  if (!NOT_PLAIN.test(path)) return path;
  const normal = posix.normalize(path);
  return normal.endsWith("/") && normal !== "/" ? normal.slice(0, -1) : normal;
}

const NOT_PLAIN = /(^|\/)\.{0,2}(\/|$)/;
