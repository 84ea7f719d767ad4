import { readdirSync } from "node:fs";
import { extname } from "node:path";
import type { Diagnostic, Failure, Service, Workspace } from "@nix-repo/model";
import { checkUnits } from "./check-units.ts";
import { duplicateKeys } from "./duplicate-keys.ts";
import { findDependencyCycles } from "./find-dependency-cycles.ts";
import { finderInScript } from "./find-in-script.ts";
import { hiddenVerbs } from "./hidden-verbs.ts";
import { readText, sourceText } from "./source-text.ts";

export interface Validation {
  readonly errors: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
}

/**
 * All that can be said of a workspace whose registry is valid: the mistakes of every override at once, missing folders, circles that only the
 * merged services have, processes and containers that nothing is called, keys that stand twice, and warnings.
 */
export async function validateAll(
  workspace: Workspace,
  { ownCommands = [] }: { ownCommands?: readonly string[] } = {},
): Promise<Validation> {
  const results = await Promise.all(workspace.serviceNames.map((name) => workspace.service(name)));
  const services = results.flatMap((result) => (result.ok ? [result.value] : []));
  const failures = results.flatMap((result) => (result.ok ? [] : diagnosticsOf(result.error)));
  return {
    errors: [...duplicatesOf(workspace.registryFile), ...failures, ...circlesOf(services), ...checkUnits(services, { besides })],
    warnings: [...workspace.warnings, ...services.flatMap((service) => hiddenInOverride(service, ownCommands))],
  };
}

function duplicatesOf(file: string): Diagnostic[] {
  if ([".yaml", ".yml"].includes(extname(file))) return [];
  const text = readText(file);
  return duplicateKeys(sourceText({ file, text, find: finderInScript(text) }));
}

function diagnosticsOf(failure: Failure): readonly Diagnostic[] {
  switch (failure.code) {
    case "file-invalid":
      return failure.diagnostics;
    case "folder-missing":
      return [{ place: failure.place, path: `services.${failure.service}.path`, message: `there is no folder ${failure.folder}` }];
    case "file-unreadable":
      return [{ place: failure.place, path: "", message: `cannot be loaded: ${failure.reason}` }];
    default:
      // A service that the registry has can fail in no other way.
      throw new Error(`unexpected failure of a service: ${failure.code}`);
  }
}

/** What compose files and Procfiles say is nothing that we read here. */
function besides({ folder }: Service): readonly string[] | undefined {
  return readdirSync(folder).some((name) => NAMES_UNITS.test(name)) ? undefined : [];
}

const NAMES_UNITS = /^(Procfile|(docker-)?compose(\..*)?\.ya?ml)$/;

/** At the dependency that closes the circle, in whichever file that stands. */
function circlesOf(services: readonly Service[]): Diagnostic[] {
  const byName = new Map(services.map((service) => [service.name, service]));
  return findDependencyCycles(new Map(services.map(({ name, dependsOn }) => [name, dependsOn]))).flatMap(({ path, message }) => {
    const service = byName.get(String(path[1]));
    if (service === undefined) return [];
    return [{ place: service.dependsOnPlaces?.[Number(path[3])] ?? service.place, path: `services.${service.name}`, message }];
  });
}

function hiddenInOverride(service: Service, ownCommands: readonly string[]): Diagnostic[] {
  const added = [...service.verbs]
    .filter(([, { override, registry }]) => override !== undefined && registry === undefined)
    .map(([name]) => name);
  return hiddenVerbs(added, { service: service.name, path: [], ownCommands }).flatMap(({ path, message }) => {
    const place = service.verbs.get(String(path.at(-1)))?.override?.place;
    return place === undefined ? [] : [{ place, path: `verbs.${path.at(-1)}`, message }];
  });
}
