import { chmodSync, closeSync, linkSync, lstatSync, mkdirSync, openSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Digest } from "../digest.ts";
import type { NewFile } from "./action-store.ts";
import { CLONED_FROM_BYTES, Clones } from "./clones.ts";
import { writeAll } from "./content.ts";
import { diskReason } from "./disk-reason.ts";
import { closeBlob, type OpenedBlob, openBlob, readOpened } from "./opened-blob.ts";
import { type StoreFolder, tryToUnlink } from "./store-folder.ts";
import { inFolder, sweepTemporaries, temporaryName } from "./temporaries.ts";

/**
 * Puts content into a work tree. The file is made in the scratch folder and verified there, and gets its name by a link, which never replaces what has that name
 * already and costs what a rename does.
 */
export class BlobPlacer {
  readonly #folder: StoreFolder;
  readonly #scratch: string;
  readonly #clones = new Clones();
  #isScratchUsed = true;
  #isPrepared = false;

  constructor({ folder, scratch }: { folder: StoreFolder; scratch: string }) {
    this.#folder = folder;
    this.#scratch = scratch;
  }

  async place(digest: Digest, target: NewFile): Promise<boolean> {
    this.#prepare();
    try {
      if (target.isPrivate) return (await this.#placeThrough(target.path, { digest, target })) === "placed";
      if (this.#isScratchUsed) {
        const outcome = await this.#placeThrough(join(this.#scratch, temporaryName()), { digest, target });
        if (outcome !== "elsewhere") return outcome === "placed";
        this.#isScratchUsed = false;
      }
      return (await this.#placeThrough(join(dirname(target.path), `.repo-${temporaryName()}`), { digest, target })) === "placed";
    } catch (error) {
      // The work tree's disk is full, or its folder cannot be written: whoever runs the task instead will tell.
      diskReason(error);
      return false;
    }
  }

  /**
   * @param temporary may be the target itself
   * @returns `elsewhere` where files of that folder cannot be made, or not be linked to the target, because it is on another disk
   */
  async #placeThrough(temporary: string, { digest, target }: Placing): Promise<"placed" | "missing" | "elsewhere"> {
    const blob = openBlob(this.#folder, digest);
    if (blob === undefined) return "missing";
    try {
      const isRight = await this.#write(blob, { digest, target, temporary });
      if (isRight === undefined) return "elsewhere";
      if (!isRight) return "missing";
      if (temporary !== target.path) nameOnce(temporary, target.path);
      return "placed";
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EXDEV") return "elsewhere";
      throw error;
    } finally {
      if (temporary !== target.path) tryToUnlink(temporary);
      closeBlob(blob);
    }
  }

  /** @returns undefined where the temporary file cannot be made */
  async #write(blob: OpenedBlob, { digest, target, temporary }: Placing & { temporary: string }): Promise<boolean | undefined> {
    // As any program would make it: the umask takes away what is not wanted.
    const mode = target.isExecutable ? 0o777 : 0o666;
    if (!blob.isPacked && digest.sizeBytes >= CLONED_FROM_BYTES && this.#clones.tryTo(blob.file, temporary)) {
      const isRight = await this.#isCopyRight({ ...blob, fd: openSync(temporary, "r") }, digest);
      if (isRight) chmodSync(temporary, mode & ~process.umask());
      return isRight;
    }
    const fd = await openNew(temporary, mode);
    if (fd === undefined) return undefined;
    try {
      return await readOpened(this.#folder, blob, { digest, take: (piece) => writeAll(fd, piece) });
    } finally {
      closeSync(fd);
    }
  }

  async #isCopyRight(copy: OpenedBlob, digest: Digest): Promise<boolean> {
    try {
      return await readOpened(this.#folder, copy, { digest, take: () => undefined });
    } finally {
      closeBlob(copy);
    }
  }

  #prepare(): void {
    if (this.#isPrepared) return;
    this.#isPrepared = true;
    try {
      mkdirSync(this.#scratch, { recursive: true, mode: 0o700 });
    } catch (error) {
      // Then files are made beside their places.
      diskReason(error);
    }
    sweepTemporaries(this.#scratch);
  }
}

interface Placing {
  readonly digest: Digest;
  readonly target: NewFile;
}

async function openNew(file: string, mode: number): Promise<number | undefined> {
  try {
    return await inFolder(dirname(file), async () => openSync(file, "wx", mode));
  } catch (error) {
    diskReason(error);
    return undefined;
  }
}

/** Throws EEXIST where the name is taken. */
function nameOnce(temporary: string, path: string): void {
  try {
    linkSync(temporary, path);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (!WITHOUT_LINKS.has(code) || lstatSync(path, { throwIfNoEntry: false }) !== undefined) throw error;
    renameSync(temporary, path);
  }
}

/** What file systems say that have no hard links. */
const WITHOUT_LINKS = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"]);
