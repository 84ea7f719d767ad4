/** What the file system said, as a clause; anything else is a bug of ours and thrown again. */
export function fileReason(error: unknown): string {
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) throw error;
  return /^[A-Z0-9_]+: ([^,]+)/.exec(message)?.[1] ?? code;
}

export function isGone(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR";
}
