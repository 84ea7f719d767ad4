import type { Digest } from "../digest.ts";
import type { ActionResult } from "../reapi/messages.ts";

/**
 * Where results of actions are kept, in the shape of the Remote Execution API: results by the digest of their action, content by its own digest.
 * Nothing here throws for what a disk, another process or a damaged file does: what cannot be had is not there, what cannot be kept is not kept, and
 * `warn` of the store's options is told once.
 */
export interface ActionStore {
  /** The result of an action, where it is kept and can be read. Its blobs may have gone all the same. */
  findResult(action: Digest): Promise<ActionResult | undefined>;
  /** Whole and verified: content that does not have its digest is removed and counts as missing. */
  readBlob(digest: Digest): Promise<Buffer | undefined>;
  /**
   * Writes content to a file that is not there yet (its folder is), verified before the file can be seen. A copy that shares its blocks where the file
   * system can do that, never a hard link.
   * @param target absolute
   * @returns whether the content was to be had
   */
  placeBlob(digest: Digest, target: NewFile): Promise<boolean>;
  /** @returns undefined where it could not be kept */
  addBlob(content: Uint8Array): Promise<Digest | undefined>;
  /**
   * @param file absolute path of a regular file
   * @returns of what was really read and kept; undefined where it could not be
   */
  addFile(file: string): Promise<Digest | undefined>;
  /** After all that it refers to. @returns whether it is kept now */
  saveResult(action: Digest, result: ActionResult): Promise<boolean>;
  /** Says that a result was used, so that it goes later than those that were not. Cheap: writes at most once a day for each result. */
  touch(action: Digest): void;
}

export interface NewFile {
  readonly path: string;
  readonly isExecutable: boolean;
  /** Nobody else looks at it before the answer is known, and who asks removes it where that is no: it may be written under its own name. */
  readonly isPrivate?: boolean;
}
