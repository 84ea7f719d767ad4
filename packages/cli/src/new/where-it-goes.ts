import { lstatSync, readdirSync, realpathSync, type Stats, statSync } from "node:fs";
import { basename, dirname, join, posix, relative } from "node:path";
import { SERVICE_NAME } from "@nix-repo/config";
import { nearest, type Workspace } from "@nix-repo/model";
import type { NewFlags } from "./new-flags.ts";

/** Where a new service goes, and what the registry says of it besides. */
export interface NewPlace {
  readonly name: string;
  /** Relative to the registry's root, with slashes. */
  readonly folder: string;
  /** Relative to the workspace's root, with slashes. */
  readonly path: string;
}

/** Everything that is wrong with it is added to the mistakes, a clause each. */
export function whereItGoes(workspace: Workspace, flags: NewFlags & { readonly folder: string }, mistakes: string[]): NewPlace {
  const root = relative(workspace.root, workspace.codeRoot);
  const folder = folderOf(flags.folder, root);
  if (folder === undefined) mistakes.push(`${flags.folder} is no folder below ${root === "" ? "the workspace's root" : root}`);
  const place = folder ?? "";
  if (folder !== undefined) mistakes.push(...whyNotFree(place, workspace));
  const name = flags.name ?? freeName(place, workspace);
  if (!new RegExp(SERVICE_NAME, "u").test(name)) {
    const hint = flags.name === undefined && folder !== undefined ? "; --name gives it another one" : "";
    if (folder !== undefined || flags.name !== undefined)
      mistakes.push(
        `${JSON.stringify(name)} is no name for a service: letters, digits, -, _ and ., beginning with a letter, a digit or _${hint}`,
      );
  } else if (workspace.serviceNames.includes(name)) mistakes.push(`there is a service ${JSON.stringify(name)} already`);
  for (const tag of flags.tags) if (tag.trim() === "") mistakes.push("--tag is empty");
  for (const other of flags.dependsOn) {
    if (workspace.serviceNames.includes(other)) continue;
    const near = nearest(other, workspace.serviceNames);
    mistakes.push(
      `--depends-on: there is no service ${JSON.stringify(other)}${near === undefined ? "" : `; did you mean ${JSON.stringify(near)}?`}`,
    );
  }
  return { name, folder: place, path: root === "" ? place : `${root}/${place}` };
}

/** Relative to the registry's root, however it was given; undefined where it is not below it. */
function folderOf(given: string, root: string): string | undefined {
  const plain = posix.normalize(given).replace(/\/$/, "");
  const below = root !== "" && plain.startsWith(`${root}/`) ? plain.slice(root.length + 1) : plain;
  const isBelow = below !== "" && below !== "." && below !== root && !below.startsWith("/") && below !== ".." && !below.startsWith("../");
  return isBelow && !below.includes("\0") ? below : undefined;
}

function whyNotFree(folder: string, { codeRoot, root, folders }: Workspace): readonly string[] {
  const target = join(codeRoot, folder);
  for (const [name, other] of folders) if (other === target) return [`${folder} is the folder of ${name}`];
  const found = lookAt(() => lstatSync(target));
  if (found !== undefined && !found.isDirectory()) return [`${folder} is there already, and no folder`];
  if (found !== undefined && readdirSync(target).length > 0) return [`${folder} is there already, and not empty`];
  const above = nearestThere(dirname(target));
  if (!statSync(above).isDirectory()) return [`${relative(codeRoot, above)} is a file`];
  const leads = relative(realpathSync(root), realpathSync(above));
  return leads === ".." || leads.startsWith("../")
    ? [`${folder} is not in the workspace: ${relative(codeRoot, above)} leads out of it`]
    : [];
}

function nearestThere(folder: string): string {
  return lookAt(() => statSync(folder)) === undefined ? nearestThere(dirname(folder)) : folder;
}

/** Undefined where there is nothing, also because what is above is no folder. */
function lookAt(look: () => Stats): Stats | undefined {
  try {
    return look();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}

/** The folder's name; where another service has it, the whole path's. */
function freeName(folder: string, { serviceNames }: Workspace): string {
  const short = basename(folder);
  return serviceNames.includes(short) ? folder.replaceAll("/", "-") : short;
}
