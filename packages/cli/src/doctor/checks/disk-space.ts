import { stat, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { messageOf } from "@nix-repo/model";
import { formatBytes } from "@nix-repo/reporters";
import { shellWord } from "@nix-repo/scaffold";
import type { Check, Checked } from "../check.ts";
import type { Surroundings } from "../surroundings.ts";

export const diskSpaceCheck: Check = {
  name: "disk space",
  async run({ env, root, nix, workspace }: Surroundings) {
    const places: Place[] = [
      ...(nix.program === undefined
        ? []
        : [{ name: "Nix's store", path: env.NIX_STORE_DIR || "/nix/store", warnBelow: 10e9, problemBelow: 1e9 }]),
      { name: "the cache", path: join(env.XDG_CACHE_HOME || join(env.HOME ?? "/", ".cache"), "repo"), warnBelow: 2e9, problemBelow: 200e6 },
      ...(workspace.kind === "none" ? [] : [{ name: ".repo", path: join(root, ".repo"), warnBelow: 1e9, problemBelow: 100e6 }]),
    ];
    return diskSpace(await Promise.all(places.map(spaceAt)));
  },
};

interface Place {
  readonly name: string;
  readonly path: string;
  /** In bytes. */
  readonly warnBelow: number;
  readonly problemBelow: number;
}

export interface Space extends Place {
  /** Which file system: the same number for the same one. */
  readonly device: number;
  readonly freeBytes: number;
  /** How many files may still be made; undefined where the file system does not count them. */
  readonly freeFiles: number | undefined;
}

/** One line for each file system; where it is short, by the place that needs most. */
export function diskSpace(spaces: readonly (Space | Unknown)[]): readonly Checked[] {
  const known = spaces.filter((each) => "freeBytes" in each);
  const unknown = spaces.filter((each) => "why" in each);
  const byDevice = [...Map.groupBy(known, ({ device }) => device).values()];
  return [
    ...byDevice.map(oneFileSystem),
    ...unknown.map(({ name, path, why }): Checked => {
      return {
        check: "disk space",
        severity: "warning",
        what: `how much ${name} (${path}) has cannot be told: ${why}`,
        why: "Where a disk gets full, nothing more is kept, and builds fail.",
        fix: "See what the system says of it:",
        command: `df ${shellWord(path)}`,
      };
    }),
  ];
}

function oneFileSystem(spaces: readonly Space[]): Checked {
  const names = spaces.map(({ name }) => name).join(", ");
  const [{ freeBytes, freeFiles } = { freeBytes: 0, freeFiles: undefined }] = spaces;
  const files = freeFiles !== undefined && freeFiles < FEW_FILES ? `, and room for ${freeFiles} more files` : "";
  const what = `${formatBytes(freeBytes)} free for ${names}${files}`;
  const isProblem = spaces.some(({ problemBelow }) => freeBytes < problemBelow) || (freeFiles !== undefined && freeFiles < NO_FILES);
  if (!isProblem && files === "" && spaces.every(({ warnBelow }) => freeBytes >= warnBelow))
    return { check: "disk space", severity: "fine", what };
  const hasStore = spaces.some(({ name }) => name === "Nix's store");
  return {
    check: "disk space",
    severity: isProblem ? "problem" : "warning",
    what,
    why: hasStore
      ? "A devShell takes some gigabytes; builds fail in the middle where the disk gets full."
      : "Where the disk is full, nothing is kept from run to run.",
    fix: hasStore ? "Collect what no root holds, and what repo keeps too much of:" : "Let repo's store be collected:",
    command: hasStore ? "nix-collect-garbage --delete-older-than 30d && repo cache gc" : "repo cache gc",
  };
}

const FEW_FILES = 100_000;
const NO_FILES = 5_000;

interface Unknown extends Place {
  readonly why: string;
}

/** What is not there yet will lie where its parent lies. */
async function spaceAt(place: Place): Promise<Space | Unknown> {
  for (let path = place.path; ; path = dirname(path)) {
    try {
      const [{ dev }, { bavail, bsize, files, ffree }] = await Promise.all([stat(path), statfs(path)]);
      return { ...place, device: dev, freeBytes: bavail * bsize, freeFiles: files === 0 ? undefined : ffree };
    } catch (error) {
      if (path === dirname(path)) return { ...place, why: messageOf(error) };
    }
  }
}
