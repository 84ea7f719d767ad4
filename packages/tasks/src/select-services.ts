import { err, nearest, ok, type Result, type Service, type Workspace } from "@nix-repo/model";

export interface Selection {
  /** Names of services, or globs on names and on paths below the code root. */
  readonly patterns?: readonly string[];
  readonly tags?: readonly string[];
  readonly all?: boolean;
  /** Adds all that the selected ones depend on, directly or not. */
  readonly withDependencies?: boolean;
  /** Adds all that depend on the selected ones, directly or not. */
  readonly withDependents?: boolean;
}

/**
 * Names of the selected services, in the registry's order; patterns and tags add up.
 * Fails as `unknown-service` for a name that no service has, and as `nothing-selected` for a glob or tag that selects none.
 */
export async function selectServices(workspace: Workspace, selection: Selection): Promise<Result<readonly string[]>> {
  const { patterns = [], tags = [], all = false } = selection;
  // The plain case: names that exist. No team's override need be read for it.
  if (tags.length === 0 && !selection.withDependencies && !selection.withDependents) {
    if (all) return ok(workspace.serviceNames);
    if (patterns.every((pattern) => workspace.serviceNames.includes(pattern))) return ok(inOrder(workspace, new Set(patterns)));
  }
  const services = await loadAll(workspace);
  if (!services.ok) return services;
  const selected = new Set(all ? workspace.serviceNames : []);
  for (const pattern of patterns) {
    const matched = await matching(pattern, services.value);
    if (!matched.ok) return matched;
    for (const name of matched.value) selected.add(name);
  }
  for (const tag of tags) {
    const tagged = services.value.filter((service) => service.tags.includes(tag));
    if (tagged.length === 0) return err({ code: "nothing-selected", what: `--tag ${tag}` });
    for (const { name } of tagged) selected.add(name);
  }
  const dependencies = new Map(services.value.map(({ name, dependsOn }) => [name, dependsOn]));
  const closure = new Set(selected);
  if (selection.withDependencies) for (const name of reachable(selected, dependencies)) closure.add(name);
  if (selection.withDependents) for (const name of reachable(selected, reversed(dependencies))) closure.add(name);
  return ok(inOrder(workspace, closure));
}

async function loadAll(workspace: Workspace): Promise<Result<readonly Service[]>> {
  const services: Service[] = [];
  for (const service of await Promise.all(workspace.serviceNames.map((name) => workspace.service(name)))) {
    if (!service.ok) return service;
    services.push(service.value);
  }
  return ok(services);
}

async function matching(pattern: string, services: readonly Service[]): Promise<Result<readonly string[]>> {
  const path = pattern.replace(/^\.\//, "").replace(/(?<=.)\/+$/, "");
  const exact = services.find(({ name }) => name === pattern) ?? services.find((service) => service.path === path);
  if (exact !== undefined) return ok([exact.name]);
  if (!/[*?[\]{}()!]/.test(pattern)) {
    const names = services.map(({ name }) => name);
    const near = nearest(pattern, names);
    return err({ code: "unknown-service", name: pattern, count: names.length, ...(near === undefined ? {} : { nearest: near }) });
  }
  const { default: picomatch } = await import("picomatch");
  const matches = picomatch(path);
  const negated = pattern.startsWith("!");
  const found = services.filter(({ name, path }) => (negated ? matches(name) && matches(path) : matches(name) || matches(path)));
  return found.length === 0 ? err({ code: "nothing-selected", what: pattern }) : ok(found.map(({ name }) => name));
}

function reachable(from: Iterable<string>, edges: ReadonlyMap<string, readonly string[]>): Set<string> {
  const found = new Set<string>();
  const open = [...from];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const next of edges.get(name) ?? []) {
      if (found.has(next)) continue;
      found.add(next);
      open.push(next);
    }
  }
  return found;
}

function reversed(edges: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
  const back = new Map<string, string[]>();
  for (const [from, targets] of edges) {
    for (const to of targets) back.set(to, [...(back.get(to) ?? []), from]);
  }
  return back;
}

function inOrder(workspace: Workspace, names: ReadonlySet<string>): string[] {
  return workspace.serviceNames.filter((name) => names.has(name));
}
