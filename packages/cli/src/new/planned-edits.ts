import { readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import type { ServiceConfig } from "@nix-repo/config";
import type { Failure, Workspace } from "@nix-repo/model";
import { addDevShell, addService, editOf, type FileChange, type ShellAddition } from "@nix-repo/scaffold";
import type { NewPlace } from "./where-it-goes.ts";

/** An edit that can be offered, or what has to be done by hand. */
export type PlannedEdit = { readonly change: FileChange } | { readonly path: string; readonly failure: Failure };

/** What becomes of the flake: what the registry has to say of the shell, where it does not go without saying. */
export interface PlannedShell {
  readonly edit: PlannedEdit | undefined;
  readonly shell: string | undefined;
  /** There is no flake in the workspace that a shell could be added to. */
  readonly isMissing: boolean;
}

interface Planning {
  readonly place: NewPlace;
  /** By flag. */
  readonly shell: string | undefined;
  readonly noShell: boolean;
  readonly packages: readonly string[];
}

export function planShell(workspace: Workspace, { place, shell, noShell, packages }: Planning): PlannedShell {
  // A whole installable is of a flake that is somebody else's.
  if (noShell || (shell !== undefined && /[#/:]/.test(shell))) return { edit: undefined, shell, isMissing: false };
  const file = isFolder(workspace.flake) ? resolve(workspace.root, workspace.flake, "flake.nix") : undefined;
  const text = file === undefined ? undefined : textOf(file);
  if (file === undefined || text === undefined) return { edit: undefined, shell, isMissing: true };
  const path = relative(workspace.root, file);
  if (text === NOT_TEXT) return { edit: notText(path, file), shell, isMissing: false };
  const name = shell?.replace(/^devShells\./, "");
  const addition = addDevShell(text, { name, folder: place.folder, packages });
  return { edit: editIn({ file, path, text, addition }), shell: shell ?? saidShell(addition, place), isMissing: false };
}

/** A shell that is named for the folder is found without being named. */
function saidShell({ path }: ShellAddition, { folder }: NewPlace): string | undefined {
  return path.length === 1 && path[0] === folder.replaceAll("/", "-") ? undefined : path.join(".");
}

export async function planEntry(
  workspace: Workspace,
  { name, entry }: { name: string; entry: ServiceConfig },
): Promise<PlannedEdit | undefined> {
  const file = workspace.registryFile;
  const path = relative(workspace.root, file);
  const text = textOf(file);
  if (text === undefined || text === NOT_TEXT) return notText(path, file);
  return editIn({ file, path, text, addition: await addService(text, { file, name, entry }) });
}

interface Editing {
  readonly file: string;
  readonly path: string;
  readonly text: string;
  readonly addition: Awaited<ReturnType<typeof addService>>;
}

function editIn({ file, path, text, addition }: Editing): PlannedEdit | undefined {
  switch (addition.kind) {
    case "there":
      return undefined;
    case "added":
      return { change: editOf({ path, before: text, after: addition.text }) };
    case "by-hand":
      return { path, failure: { code: "edit-by-hand", place: { file, line: addition.line }, why: addition.why, add: addition.add } };
  }
}

const NOT_TEXT = Symbol("not UTF-8");

/** Undefined where there is no such file. What could not be written back byte for byte is no text for us. */
function textOf(file: string): string | undefined | typeof NOT_TEXT {
  try {
    const bytes = readFileSync(file);
    const text = bytes.toString("utf8");
    return Buffer.from(text, "utf8").equals(bytes) ? text : NOT_TEXT;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function notText(path: string, file: string): PlannedEdit {
  return { path, failure: { code: "file-not-written", file: join(file), reason: "it is not in UTF-8" } };
}

function isFolder(flake: string): boolean {
  return /^(\.{1,2}$|\.{0,2}\/)/.test(flake);
}
