import { constants, copyFileSync } from "node:fs";

/** Copies that share their blocks with the original until one of them is changed, where the file system has that: btrfs, xfs, APFS. */
export class Clones {
  #isTried = true;

  /** @returns whether there is a copy now, where there was nothing before; after a file system has said that it has none, it is not asked again */
  tryTo(from: string, to: string): boolean {
    if (!this.#isTried) return false;
    try {
      copyFileSync(from, to, constants.COPYFILE_FICLONE_FORCE | constants.COPYFILE_EXCL);
      return true;
    } catch (error) {
      this.#isTried = PASSING.has((error as NodeJS.ErrnoException).code ?? "");
      return false;
    }
  }
}

/** Below, a copy costs no more than sharing does. */
export const CLONED_FROM_BYTES = 65_536;

const PASSING = new Set(["ENOENT", "EEXIST", "ENOSPC", "EDQUOT", "EMFILE", "ENFILE", "EACCES"]);
