import { posix } from "node:path";
import type { Affected, AffectedReason, AffectedService, ComparedBase, Globs, ShellChanged, TaskId } from "@nix-repo/model";

/** What has to be known of a change and of the workspace that it was made in. All paths are absolute, with `/`. */
export interface ChangeFacts {
  readonly base: ComparedBase;
  /** The top of git's work tree: reasons name files relative to it. */
  readonly top: string;
  /** Also those that are gone. */
  readonly changed: readonly string[];
  /** Of these the folders of which nobody can tell which files changed. */
  readonly folders: ReadonlySet<string>;
  /** In the registry's order. */
  readonly services: readonly ServiceFacts[];
  /** Whether those count that depend on what the change concerns. */
  readonly dependents: boolean;
  /** Files that every service reads. */
  readonly shared: Pick<Globs, "matches">;
  /** Why everything counts as affected, whatever else is known: one clause. */
  readonly everything?: string;
  /** Of services whose definition is another one than at the base. */
  readonly definitions: ReadonlyMap<string, DefinitionChange>;
  /** Of services whose devShell is another one. */
  readonly shells: ReadonlyMap<string, ShellChange>;
}

export interface ServiceFacts {
  /** Or a task of the workspace itself, `//:generate`: it has no folder of its own. */
  readonly name: string;
  readonly folder?: string;
  /** Files elsewhere that its verbs read. */
  readonly inputs: readonly { readonly verb: string; readonly globs: Pick<Globs, "matches"> }[];
  /** What its task files include. */
  readonly definitionFiles: readonly string[];
  readonly needs: readonly Need[];
}

/** A service that another one depends on, or whose task (`through`) one of its verbs needs. */
export interface Need {
  readonly service: string;
  readonly through?: TaskId;
}

/** `because`: nobody can tell, and it counts as changed; one clause. */
export type ShellChange = ShellChanged | { readonly because: string };

export type DefinitionChange = { readonly kind: "new" } | { readonly kind: "changed"; readonly fields: readonly string[] };

/** Which services a change affects: those that it concerns itself, and all that depend on them. */
export function affectedServices(facts: ChangeFacts): Affected {
  const { owned, elsewhere } = changedByService(facts);
  const reasons = new Map<string, AffectedReason[]>();
  for (const { name } of facts.services) {
    const own = ownReasons(name, { facts, files: owned.get(name) ?? [] });
    if (own.length > 0) reasons.set(name, own);
  }
  if (facts.dependents) handOn(reasons, facts.services);
  const all = facts.services.flatMap(({ name }): AffectedService[] => {
    const why = reasons.get(name);
    return why === undefined ? [] : [{ name, reasons: why }];
  });
  return {
    base: facts.base,
    services: all.filter(({ name }) => !isOfWorkspace(name)),
    tasks: all.filter(({ name }) => isOfWorkspace(name)),
    elsewhere,
  };
}

type FileReason = Extract<AffectedReason, { kind: "file" }>;

function ownReasons(name: string, { facts, files }: { facts: ChangeFacts; files: readonly FileReason[] }): AffectedReason[] {
  if (facts.everything !== undefined) return [{ kind: "everything", because: facts.everything }];
  const definition = facts.definitions.get(name);
  const shell = facts.shells.get(name);
  return [
    ...(definition === undefined ? [] : [definitionReason(definition)]),
    ...(shell === undefined ? [] : [shellReason(shell)]),
    ...files,
  ];
}

function definitionReason(change: DefinitionChange): AffectedReason {
  return change.kind === "new" ? { kind: "new" } : { kind: "definition", fields: change.fields };
}

function shellReason(change: ShellChange): AffectedReason {
  return "because" in change ? { kind: "everything", because: change.because } : { kind: "shell", ...change };
}

/** Which changed files concern which service. A folder inside another service's folder belongs to both: both read it. */
function changedByService({ changed, folders, services, shared, top }: ChangeFacts): {
  owned: ReadonlyMap<string, readonly FileReason[]>;
  elsewhere: readonly string[];
} {
  const owned = new Map<string, FileReason[]>();
  const elsewhere: string[] = [];
  const byFolder = new Map<string, string[]>();
  for (const { name, folder } of services) if (folder !== undefined) byFolder.set(folder, [...(byFolder.get(folder) ?? []), name]);
  const outside = services.filter(({ inputs, definitionFiles }) => inputs.length > 0 || definitionFiles.length > 0);
  for (const path of changed) {
    const file = posix.relative(top, path);
    const found = new Map<string, FileReason>();
    if (shared.matches(path)) for (const { name } of services) found.set(name, { kind: "file", file, how: "input" });
    for (const name of [...servicesAround(path, byFolder), ...(folders.has(path) ? servicesIn(path, byFolder) : [])])
      found.set(name, { kind: "file", file, how: "folder" });
    for (const { name, inputs, definitionFiles } of outside) {
      if (found.has(name)) continue;
      const input = inputs.find(({ globs }) => globs.matches(path));
      if (input !== undefined) found.set(name, { kind: "file", file, how: "input", verb: input.verb });
      else if (definitionFiles.includes(path)) found.set(name, { kind: "file", file, how: "definition" });
    }
    for (const [name, reason] of found) owned.set(name, [...(owned.get(name) ?? []), reason]);
    if (![...found.keys()].some((name) => !isOfWorkspace(name))) elsewhere.push(file);
  }
  return { owned, elsewhere };
}

function servicesAround(path: string, byFolder: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = [];
  for (let at = path; ; at = posix.dirname(at)) {
    found.push(...(byFolder.get(at) ?? []));
    if (at === posix.dirname(at)) return found;
  }
}

function servicesIn(path: string, byFolder: ReadonlyMap<string, readonly string[]>): string[] {
  return [...byFolder].flatMap(([folder, names]) => (folder.startsWith(`${path}/`) ? names : []));
}

/** Whoever needs what is affected is affected, too. Who has reasons of its own needs no others. */
function handOn(reasons: Map<string, AffectedReason[]>, services: readonly ServiceFacts[]): void {
  const needing = new Map<string, { readonly name: string; readonly need: Need }[]>();
  for (const { name, needs } of services)
    for (const need of needs) {
      const key = nodeOf(need);
      needing.set(key, [...(needing.get(key) ?? []), { name, need }]);
    }
  const direct = new Set(reasons.keys());
  const open = [...direct];
  for (let node = open.shift(); node !== undefined; node = open.shift()) {
    for (const { name, need } of needing.get(node) ?? []) {
      if (direct.has(name)) continue;
      const known = reasons.get(name);
      const reason: AffectedReason = { kind: "dependency", ...need };
      if (known === undefined) open.push(name);
      reasons.set(name, [...(known ?? []), reason]);
    }
  }
}

/** The workspace is no service: each of its tasks stands for itself. */
function nodeOf({ service, through }: Need): string {
  return through !== undefined && isOfWorkspace(through) ? through : service;
}

function isOfWorkspace(name: string): boolean {
  return name.startsWith("//");
}
