import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

/** How the files of a project are read. Given absolute paths. */
export type TextReader = (file: string) => ReadText;

export type ReadText =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "missing" }
  /** `reason`: what was expected of the file, as one clause. */
  | { readonly kind: "refused"; readonly reason: string };

/** Reads files that are files: a path may lead to a device, or to a pipe that nobody writes to. */
export function readTextFile(file: string): ReadText {
  let handle: number;
  try {
    handle = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    return afterError(error);
  }
  try {
    const { size, ...stats } = fstatSync(handle);
    if ((stats.mode & constants.S_IFMT) !== constants.S_IFREG) return { kind: "refused", reason: "expected a regular file" };
    if (size > MAX_BYTES) return { kind: "refused", reason: "expected a file of at most 512 KiB" };
    const bytes = Buffer.alloc(MAX_BYTES + 1);
    let length = 0;
    for (let got = -1; got !== 0 && length < bytes.length; length += got)
      got = readSync(handle, bytes, length, bytes.length - length, null);
    if (length > MAX_BYTES) return { kind: "refused", reason: "expected a file of at most 512 KiB" };
    return { kind: "text", text: bytes.toString("utf8", 0, length) };
  } catch (error) {
    return afterError(error);
  } finally {
    closeSync(handle);
  }
}

/** The files of /proc and /sys say that they are empty and are not: what is read is counted as well. */
const MAX_BYTES = 524_288;

function afterError(error: unknown): ReadText {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ENOENT" || code === "ENOTDIR") return { kind: "missing" };
  if (code === "EACCES" || code === "EPERM") return { kind: "refused", reason: "expected a file that may be read" };
  return { kind: "refused", reason: `expected a file that can be read (${code})` };
}
