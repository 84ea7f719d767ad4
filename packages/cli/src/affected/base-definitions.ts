import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { type DefinitionChange, definitionChanges, type PlainWorkspace } from "@nix-repo/ci";
import { openWorkspace, plainService, registryReads } from "@nix-repo/config";
import { type Failure, ok, type Result, type ShellChoice, WORKSPACE_SERVICE, type Workspace } from "@nix-repo/model";
import type { Session } from "../open-session.ts";
import type { Change } from "./open-change.ts";
import { shellsOf } from "./shells-of.ts";

/** What the registry said at the base. */
export interface BaseDefinitions {
  readonly definitions: ReadonlyMap<string, DefinitionChange>;
  /** Why nobody can tell, and everything counts as changed; one clause. */
  readonly everything?: string;
  readonly flake: string;
  readonly nixFlags: readonly string[];
  /** Empty for a service that was not there. */
  shellsOf(service: string): readonly ShellChoice[];
}

/**
 * Compares the definitions of services with those of the base. The base's files are laid into a temporary folder only where a changed file may have
 * changed a definition: the registry, what a registry that is a script may read, and what stacks look for above services' folders.
 */
export async function baseDefinitions(session: Session, change: Change): Promise<Result<BaseDefinitions>> {
  const { workspace } = session;
  const shells = new Map<string, readonly ShellChoice[]>();
  for (const name of workspace.serviceNames) {
    const service = await workspace.service(name);
    if (!service.ok) return service;
    shells.set(name, shellsOf(service.value));
  }
  const same = { definitions: NONE, flake: workspace.flake, nixFlags: workspace.nixFlags };
  if (!mayDefine(workspace, change)) return ok({ ...same, shellsOf: (name) => shells.get(name) ?? [] });
  const scratch = await mkdtemp(join(tmpdir(), "repo-base-"));
  try {
    const laid = await change.history.layTree(change.base.commit ?? "", scratch);
    if (!laid.ok) return laid;
    return ok(await compared(session, { change, scratch }));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

const NONE: ReadonlyMap<string, DefinitionChange> = new Map();

/** The services have been opened: what they looked for is known. */
function mayDefine(workspace: Workspace, { changed }: Change): boolean {
  if (changed.length === 0) return false;
  if (registryReads(workspace.registryFile) === "anything") return true;
  const above = [...workspace.folders.values()];
  return changed.some((path) => {
    if (path === workspace.registryFile || /^services\.config\.\w+$/.test(basename(path))) return true;
    const folder = path.slice(0, path.lastIndexOf("/"));
    return workspace.lookedForAbove.has(basename(path)) && above.some((each) => each.startsWith(`${folder}/`));
  });
}

async function compared(session: Session, { change, scratch }: { change: Change; scratch: string }): Promise<BaseDefinitions> {
  const { workspace, io, caller } = session;
  const unknown = (why: string): BaseDefinitions => ({ definitions: NONE, everything: why, flake: ".", nixFlags: [], shellsOf: () => [] });
  const root = join(scratch, relative(change.top, workspace.root));
  const opened = await openWorkspace({ cwd: root, version: io.version, env: caller });
  if (!opened.ok || opened.value.root !== root) {
    return unknown(`the registry of ${change.base.name} cannot be read${opened.ok ? "" : `: ${clauseOf(opened.error)}`}`);
  }
  const before = await plainWorkspace(opened.value);
  const now = await plainWorkspace(workspace);
  return {
    definitions: definitionChanges(before.plain, now.plain),
    flake: opened.value.flake,
    nixFlags: opened.value.nixFlags,
    shellsOf: (name) => before.shells.get(name) ?? [],
  };
}

/** One word for what went wrong: the base is nobody's to mend now. */
function clauseOf(failure: Failure): string {
  switch (failure.code) {
    case "workspace-not-found":
      return "there is none";
    case "file-invalid":
      return failure.diagnostics[0]?.message ?? "it is not valid";
    case "file-unreadable":
      return failure.reason;
    case "version-unsupported":
      return `it requires ${failure.requires}`;
    default:
      return failure.code;
  }
}

/** A service that cannot be opened has a definition that equals no other. */
async function plainWorkspace(
  workspace: Workspace,
): Promise<{ plain: PlainWorkspace; shells: ReadonlyMap<string, readonly ShellChoice[]> }> {
  const { flake, nixFlags, globalEnv, globalInputs, hostToolchain } = workspace;
  const services = new Map<string, unknown>();
  const shells = new Map<string, readonly ShellChoice[]>();
  for (const name of [...workspace.serviceNames, WORKSPACE_SERVICE]) {
    const service = await workspace.service(name);
    services.set(name, service.ok ? plainService(service.value, workspace.root) : { unreadable: service.error.code });
    if (service.ok) shells.set(name, shellsOf(service.value));
  }
  return { plain: { shared: { flake, nixFlags, globalEnv, globalInputs, hostToolchain }, services: tasksOf(services) }, shells };
}

/** The workspace's own verbs stand for themselves: `//:generate`. */
function tasksOf(services: Map<string, unknown>): ReadonlyMap<string, unknown> {
  const own = services.get(WORKSPACE_SERVICE) as { readonly verbs?: Readonly<Record<string, unknown>> };
  services.delete(WORKSPACE_SERVICE);
  for (const [verb, definition] of Object.entries(own.verbs ?? {}))
    services.set(`${WORKSPACE_SERVICE}:${verb}`, { ...own, verbs: undefined, definition });
  return services;
}
