import { WORKSPACE_SERVICE, type Workspace } from "@nix-repo/model";

/** A verb as it was typed, and what is meant by it. */
export interface Meant {
  readonly verb: string;
  /** The service that the name holds. */
  readonly service?: string;
  readonly all?: true;
}

/** `test-all` and `dev-web`, as justfiles have it, mean `test --all` and `dev web`, unless something has a verb of that very name. */
export async function oldName(typed: string, workspace: Workspace): Promise<Meant> {
  const splits = [...typed.matchAll(/(?<=.)-(?=.)/g)].map(({ index }) => [typed.slice(0, index), typed.slice(index + 1)] as const);
  const split = splits.find(([, name]) => name === "all" || workspace.serviceNames.includes(name));
  if (split === undefined || (await isVerb(typed, workspace))) return { verb: typed };
  const [verb, name] = split;
  return workspace.serviceNames.includes(name) ? { verb, service: name } : { verb, all: true };
}

async function isVerb(name: string, workspace: Workspace): Promise<boolean> {
  for (const service of [WORKSPACE_SERVICE, ...workspace.serviceNames]) {
    const found = await workspace.service(service);
    if (found.ok && found.value.verbs.has(name)) return true;
  }
  return false;
}
