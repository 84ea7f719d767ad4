import { chmodSync, constants, copyFileSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from "node:fs";
import { dirname } from "node:path";
import { permissionsOf } from "../outputs/modes.ts";
import { lookAt, type Signature } from "../outputs/placed-outputs.ts";

export interface ScratchCopyRequest {
  /** Absolute: the workspace's root. */
  readonly root: string;
  /** Absolute, empty: becomes a workspace that holds nothing but what is declared. */
  readonly copy: string;
  /** Relative to the root: files and symbolic links. */
  readonly inputs: Iterable<string>;
  /** Relative to the root: the service's folder, which there is in any case. */
  readonly folder: string;
}

/** A workspace with nothing but the declared inputs of a task: where it fails although it passes in the real one, it reads more than it declares. */
export interface ScratchCopy {
  /** What the task changed, made or removed there, relative to the root, sorted. */
  changes(): readonly string[];
}

/** Throws what the file system says. An input that is not there is left out. */
export function layScratchCopy({ root, copy, inputs, folder }: ScratchCopyRequest): ScratchCopy {
  mkdirSync(`${copy}/${folder}`, { recursive: true });
  for (const path of inputs) copyInput(`${root}/${path}`, `${copy}/${path}`);
  const before = signaturesBelow(copy);
  return {
    changes() {
      const after = signaturesBelow(copy);
      const changed = [...after].filter(([path, signature]) => before.get(path)?.join() !== signature.join()).map(([path]) => path);
      const removed = [...before.keys()].filter((path) => !after.has(path));
      return [...changed, ...removed].sort();
    },
  };
}

function copyInput(from: string, to: string): void {
  const stat = lookAt(from);
  if (stat === undefined || stat.isDirectory()) return;
  mkdirSync(dirname(to), { recursive: true });
  if (stat.isSymbolicLink()) symlinkSync(readlinkSync(from), to);
  else {
    copyFileSync(from, to, constants.COPYFILE_FICLONE);
    chmodSync(to, permissionsOf(stat));
  }
}

function signaturesBelow(folder: string): ReadonlyMap<string, Signature> {
  const signatures = new Map<string, Signature>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    const path = `${entry.parentPath}/${entry.name}`;
    const stat = lookAt(path);
    if (stat !== undefined) signatures.set(path.slice(folder.length + 1), [stat.ctimeMs, stat.mtimeMs, stat.size, stat.ino]);
  }
  return signatures;
}
