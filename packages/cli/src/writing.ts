import { err, type Failure, ok, type Result } from "@nix-repo/model";

/** Writes a file, or says as a failure why the file system would not have it. */
export function writing(file: string, write: () => void): Result<void> {
  try {
    write();
    return ok(undefined);
  } catch (error) {
    return err(notWritten(file, error));
  }
}

function notWritten(file: string, error: unknown): Failure {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return { code: "file-not-written", file, reason: REASONS[code] ?? message };
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "you may not write there",
  EPERM: "you may not write there",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  ENOTDIR: "a file stands where a folder should be",
  EEXIST: "a file stands where a folder should be",
  EISDIR: "it is a folder",
};
