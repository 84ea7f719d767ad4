import type { Service } from "@nix-repo/model";
import { displayPath, displayPlace } from "@nix-repo/reporters";
import { type LocalReferences, localReferences } from "@nix-repo/scaffold";
import type { Check, Checked } from "../check.ts";
import type { Surroundings } from "../surroundings.ts";

/** What the services' manifests say of each other against `dependsOn`. */
export const manifestsCheck: Check = {
  name: "manifests",
  async run({ services, root, repository, workspace }: Surroundings) {
    if (workspace.kind !== "open") return [];
    const folders = [...new Set(services.map(({ folder }) => folder))];
    return manifests({ services, root, ...(await localReferences(folders, repository?.workTree ?? root)) });
  },
};

interface ManifestFacts extends LocalReferences {
  readonly services: readonly Pick<Service, "name" | "folder" | "dependsOn" | "place">[];
  readonly root: string;
}

export function manifests({ services, root, references, unreadable }: ManifestFacts): readonly Checked[] {
  const check = "manifests";
  const reached = reachable(services);
  const atFolder = Map.groupBy(services, ({ folder }) => folder);
  const lacking = new Map<string, { names: Set<string>; files: Set<string> }>();
  for (const { from, to, file } of references)
    for (const service of atFolder.get(from) ?? []) {
      const targets = atFolder.get(to) ?? [];
      // Two services may share a folder: one of them is enough.
      if (targets.some(({ name }) => name === service.name || reached.get(service.name)?.has(name))) continue;
      const at = `${service.name} (${displayPlace(service.place, root)})`;
      const { names, files } = lacking.get(at) ?? { names: new Set(), files: new Set() };
      for (const { name } of targets.slice(0, 1)) names.add(`"${name}"`);
      lacking.set(at, { names, files: files.add(displayPath(file, root)) });
    }
  const findings: Checked[] = [];
  if (lacking.size > 0)
    findings.push({
      check,
      severity: "warning",
      what: `dependsOn of ${lacking.size === 1 ? "one service" : `${lacking.size} services`} lacks what ${lacking.size === 1 ? "its manifest names" : "their manifests name"}`,
      details: [...lacking].map(([at, { names, files }]) => `${at}: add ${[...names].join(", ")}, as ${[...files].join(", ")} says`),
      why: "A change of the one does not count as affecting the other, kept results do not notice it, and ^build does not come first.",
      fix: "Add each to dependsOn, there or in the team's repo.config.",
    });
  if (unreadable.length > 0)
    findings.push({
      check,
      severity: "warning",
      what: `${unreadable.length === 1 ? "one manifest" : `${unreadable.length} manifests`} cannot be read`,
      details: unreadable.map(({ file, message }) => `${displayPath(file, root)}: ${message}`),
      why: "Its own tool will not read it either, and what it depends on is not known.",
      fix: "Mend the file.",
    });
  return findings.length > 0 ? findings : [{ check, severity: "fine", what: "dependsOn has what manifests name" }];
}

/** Which services each one depends on, by however many others: what comes by another one is depended on, too. */
function reachable(services: ManifestFacts["services"]): ReadonlyMap<string, ReadonlySet<string>> {
  const direct = new Map(services.map(({ name, dependsOn }) => [name, dependsOn]));
  return new Map(
    services.map(({ name }) => {
      const found = new Set<string>();
      const queue = [...(direct.get(name) ?? [])];
      for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
        if (found.has(next)) continue;
        found.add(next);
        queue.push(...(direct.get(next) ?? []));
      }
      return [name, found];
    }),
  );
}
