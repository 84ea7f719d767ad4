/** Why the file system refused to write something, as one clause; undefined for any other error. */
export function diskReason(error: unknown): string | undefined {
  return REASONS[(error as NodeJS.ErrnoException).code ?? ""];
}

const REASONS: Readonly<Record<string, string>> = {
  EROFS: "the folder can only be read",
  EACCES: "the folder can only be read",
  EPERM: "the folder can only be read",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk is full",
  ENOTDIR: "there is a file where the folder should be",
  EEXIST: "there is a file where the folder should be",
  EMLINK: "the file system takes no more links",
  EXDEV: "the file system takes no links",
  ENOTSUP: "the file system takes no links",
};
