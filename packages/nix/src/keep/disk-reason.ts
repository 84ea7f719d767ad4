import type { NixError } from "../run-nix.ts";

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

/** Whether Nix failed because it could not write into a folder of ours: then the flake is not to blame. */
export function isDiskErrorIn(error: NixError, folder: string): boolean {
  // Nix names the file; of what it builds nobody else knows the folder's name.
  return error.kind === "failed" && error.stderr.includes(folder);
}

/** The same as the system would have told it. */
export function diskErrorOf(error: NixError): Error {
  const text = error.kind === "failed" ? error.stderr : error.kind;
  return Object.assign(new Error(text), { code: /read-only|denied|not permitted/i.test(text) ? "EROFS" : "ENOSPC" });
}
