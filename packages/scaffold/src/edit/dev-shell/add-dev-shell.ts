import { type Addition, added, lineAt } from "../addition.ts";
import { insertItem, type Layout } from "../insertion.ts";
import { nixName } from "../nix/nix-text.ts";
import { NixSyntaxError } from "../nix/nix-tokens.ts";
import type { Binding, NixNode } from "../nix/nix-tree.ts";
import { parseNix } from "../nix/parse-nix.ts";
import { sameButFor } from "./same-but-for.ts";
import { isInScope, type ShellSite, shellSites, withoutParentheses } from "./shell-sites.ts";
import { likeNeighbour, type ShellContent, type WriteShell } from "./shell-style.ts";

export interface NewShell {
  /** As a registry names it, `backend.billing` for one in a group; left out, the folder with dashes, or in a group where the flake has one for it. */
  readonly name?: string | undefined;
  /** The service's folder, relative to the registry's root. */
  readonly folder: string;
  /** Attribute paths below nixpkgs. */
  readonly packages: readonly string[];
}

/** What came of it, and the path of the shell below `devShells.<system>`. */
export type ShellAddition = Addition & { readonly path: readonly string[] };

/** Adds a devShell to a flake, made as the others there are. */
export function addDevShell(text: string, shell: NewShell): ShellAddition {
  const flat = shell.name === undefined ? [shell.folder.split("/").join("-")] : shell.name.split(".");
  const byHand = (why: string, offset: number): ShellAddition => {
    const content = { path: flat, folder: shell.folder, packages: shell.packages };
    const add = `${nameOf(flat)} = ${plainShell(content, "pkgs.")({ inline: true, unit: "  " })};`;
    return { kind: "by-hand", why, line: lineAt(text, offset), add, path: flat };
  };
  const root = parsed(text);
  if (root instanceof NixSyntaxError) return byHand(`Nix cannot read it: ${root.message}`, root.offset);
  const found = shellSites(text, root);
  if (found === "many") return byHand("it defines devShells in several places", mentionOf(text));
  if (found.length === 0) return byHand("where it defines devShells cannot be told", mentionOf(text));

  const path = shell.name === undefined ? pathFor(shell.folder, found) : flat;
  const sites = found.map((site) => innermost(site, path));
  if (sites.some(({ site }) => site.shells.some((each) => isPath(each.path, path)))) return { kind: "there", path };
  const content = { path, folder: shell.folder, packages: shell.packages };
  const writers = sites.map(({ site }) => writerFor(text, { site, content }));
  const [first] = sites;
  if (!writers.every((each) => each !== undefined)) return byHand("its shells are made in ways of their own", first?.site.set.open ?? 0);
  const insertions = sites.flatMap(({ site, rest }, i) => insertShell(text, { site, name: nameOf(rest), write: writers[i] as WriteShell }));
  const addition = added(text, insertions);
  if (addition.kind !== "added" || !sameButFor(root, parsed(addition.text), { name: path.at(-1) ?? "", count: sites.length }))
    return byHand("what would come of it is not what was meant", first?.site.set.open ?? 0);
  return { ...addition, path };
}

function parsed(text: string): NixNode | NixSyntaxError {
  try {
    return parseNix(text);
  } catch (error) {
    if (error instanceof NixSyntaxError) return error;
    throw error;
  }
}

/** For a message: where a flake at least speaks of devShells, or of its outputs. */
function mentionOf(text: string): number {
  return Math.max(0, text.search(/\bdevShells?\b/), text.search(/\bdevShells?\b/) === -1 ? text.search(/\boutputs\b/) : 0);
}

/** `backend/billing` is `backend.billing` where there is a group `backend`, else `backend-billing`. */
function pathFor(folder: string, sites: readonly ShellSite[]): readonly string[] {
  const [group, ...names] = folder.split("/");
  const isGroup = sites.every(({ shells }) =>
    shells.some(({ path, binding }) => path[0]?.name === group && (path.length > 1 || withoutParentheses(binding.value).kind === "set")),
  );
  return isGroup && group !== undefined && names.length > 0 ? [group, names.join("-")] : [folder.split("/").join("-")];
}

function isPath(names: readonly { readonly name: string | undefined }[], path: readonly string[]): boolean {
  return names.length === path.length && names.every(({ name }, i) => name === path[i]);
}

/** The set of the group that a path leads into, where it is written as a set. */
function innermost(site: ShellSite, path: readonly string[]): { site: ShellSite; rest: readonly string[] } {
  const [group, ...rest] = path;
  const shell = site.shells.find((each) => each.path.length === 1 && each.path[0]?.name === group);
  const set = shell === undefined ? undefined : withoutParentheses(shell.binding.value);
  if (shell === undefined || set?.kind !== "set" || rest.length === 0) return { site, rest: path };
  const binds = set.bindings.filter((each) => each.kind === "bind");
  const shells = binds.map((binding) => ({ binding, path: [...shell.path, ...binding.path] }));
  return { site: { set, shells, prefix: "", around: [...site.around, set] }, rest };
}

function writerFor(text: string, { site, content }: { site: ShellSite; content: ShellContent }): WriteShell | undefined {
  const { shells, around } = site;
  const inWith = around.some(
    (node) => node.kind === "with" && /(^|\.)(pkgs|legacyPackages\.\S+)$/.test(text.slice(node.scope.start, node.scope.end)),
  );
  const pkgs = isInScope("pkgs", around) ? "pkgs." : undefined;
  for (const shell of shells.toReversed()) {
    const write = likeNeighbour(text, { shell, content, inWith, pkgs });
    if (write !== undefined) return write;
  }
  if (pkgs !== undefined) return plainShell(content, pkgs);
  if (isInScope("nixpkgs", around) && isInScope("system", around)) return plainShell(content, `nixpkgs.legacyPackages.\${system}.`);
  return undefined;
}

function plainShell({ packages }: ShellContent, prefix: string): WriteShell {
  const items = packages.map((name) => ` ${prefix}${name}`).join("");
  return ({ inline, unit }) =>
    inline ? `${prefix}mkShell { packages = [${items} ]; }` : `${prefix}mkShell {\n${unit}packages = [${items} ];\n}`;
}

interface Inserting {
  readonly site: ShellSite;
  readonly name: string;
  readonly write: WriteShell;
}

function insertShell(text: string, { site: { set, shells, prefix }, name, write }: Inserting) {
  const render = (layout: Layout) => `${prefix}${name} = ${write(layout)};`;
  const items: readonly Binding[] = prefix === "" ? set.bindings : upTo(set.bindings, shells.at(-1)?.binding);
  return insertItem(text, { open: set.open, close: set.close, items }, { separator: "", closing: false, comment: "#", render });
}

/** Shells that are defined one by one among other outputs: a new one stands behind the last of them. */
function upTo(bindings: readonly Binding[], last: Binding | undefined): readonly Binding[] {
  return last === undefined ? bindings : bindings.slice(0, bindings.indexOf(last) + 1);
}

function nameOf(path: readonly string[]): string {
  return path.map(nixName).join(".");
}
