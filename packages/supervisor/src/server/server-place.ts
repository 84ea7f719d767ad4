import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, type Stats, statSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { err, type Failure, messageOf, ok, type Result, type UnsafeFolder } from "@nix-repo/model";

/** Where the server of a workspace is found: which folder, and by which name in it. */
export interface ServerPlace {
  /** Of its user alone; shared by all workspaces. */
  readonly folder: string;
  /** Stands for the workspace. */
  readonly name: string;
  readonly userId: number;
}

export interface PlaceOptions {
  /** Absolute: its root, the same for all who mean it. */
  readonly workspace: string;
  /** `$XDG_RUNTIME_DIR`, as it is set. */
  readonly runtimeFolder?: string | undefined;
  /** Where the user has none. Not `$TMPDIR`: in a devShell that is another one, and servers are to be found from everywhere. Left out, `/tmp`. */
  readonly temporaryFolder?: string | undefined;
  readonly userId: number;
}

/**
 * `$XDG_RUNTIME_DIR/repo`, if that is the user's own (`sudo` hands on another's) and short enough for a socket; else the one that systems with logind have,
 * else a private folder in the temporary one. The workspace's name is a hash, so that its own path may be as long as it likes.
 */
export function serverPlace({ workspace, runtimeFolder, temporaryFolder = "/tmp", userId }: PlaceOptions): ServerPlace {
  const name = createHash("sha256").update(workspace).digest("hex").slice(0, NAME_LENGTH);
  const own = [runtimeFolder, `/run/user/${userId}`].find(
    (folder) => folder !== undefined && isOwnFolder(folder, userId) && isShortEnough(join(folder, "repo")),
  );
  return { folder: own === undefined ? join(temporaryFolder, `repo-${userId}`) : join(own, "repo"), name, userId };
}

const NAME_LENGTH = 16;
/** A token has 24 characters: see `newToken`. */
const LONGEST_FILE_NAME = NAME_LENGTH + 1 + 24 + ".sock".length;
/** In bytes. A system that takes longer paths has not been met; macOS takes no longer ones. */
const LONGEST_SOCKET_PATH = 103;

function isOwnFolder(folder: string, userId: number): boolean {
  try {
    return isAbsolute(folder) && statSync(folder).uid === userId;
  } catch {
    return false;
  }
}

function isShortEnough(folder: string): boolean {
  return Buffer.byteLength(folder) + 1 + LONGEST_FILE_NAME <= LONGEST_SOCKET_PATH;
}

/** Makes the folder where it is missing, and fails where anybody else could put something into it. */
export function secureFolder(place: ServerPlace): Result<void> {
  if (!isShortEnough(place.folder)) return err(socketFailure(place.folder, new Error("its path is too long for a socket")));
  try {
    mkdirSync(place.folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") return err(socketFailure(place.folder, error));
  }
  const checked = checkFolder(place);
  return checked.ok ? ok(undefined) : checked;
}

/** @returns whether it is there. Fails where anybody else could put something into it. */
export function checkFolder({ folder, userId }: ServerPlace): Result<boolean> {
  let stats: Stats | undefined;
  let parent: Stats | undefined;
  try {
    stats = lstatSync(folder, { throwIfNoEntry: false });
    parent = statSync(dirname(folder), { throwIfNoEntry: false });
  } catch (error) {
    return err(socketFailure(folder, error));
  }
  if (stats === undefined || parent === undefined) return ok(false);
  const why = whyUnsafe(stats, { parent, userId });
  return why === undefined ? ok(true) : err({ code: "server-folder-unsafe", folder, why });
}

function whyUnsafe(stats: Stats, { parent, userId }: { parent: Stats; userId: number }): UnsafeFolder | undefined {
  // A link too: who made it may have it lead elsewhere the next moment.
  if (!stats.isDirectory()) return "not-a-folder";
  if (stats.uid !== userId) return "other-owner";
  if ((stats.mode & FOR_OTHERS) !== 0) return "open-to-others";
  if ((parent.mode & WRITABLE_BY_OTHERS) !== 0 && (parent.mode & STICKY) === 0) return "parent-open-to-others";
  return undefined;
}

const FOR_OTHERS = 0o077;
const WRITABLE_BY_OTHERS = 0o022;
/** In such a folder, as `/tmp` is, nobody can rename or remove what is another's. */
const STICKY = 0o1000;

export function socketFailure(path: string, error: unknown): Failure {
  return { code: "server-socket-failed", path, reason: messageOf(error) };
}
