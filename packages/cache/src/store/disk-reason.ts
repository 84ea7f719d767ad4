/** Why the system refused to read or write something, as one clause. Errors that no disk makes are ours, and thrown again. */
export function diskReason(error: unknown): string {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) throw error;
  return REASONS[code] ?? `${syscall} fails with ${code}`;
}

export function isGone(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}

const REASONS: Readonly<Record<string, string>> = {
  EROFS: "the folder can only be read",
  EACCES: "the folder's permissions do not allow it",
  EPERM: "the folder's permissions do not allow it",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk is full",
  ENOTDIR: "there is a file where the folder should be",
  EEXIST: "there is a file where the folder should be",
  EISDIR: "there is a folder where a file should be",
};
