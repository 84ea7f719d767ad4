import {
  type Diagnostic,
  nearest,
  type Place,
  type ProcessDefinition,
  type Service,
  type UnitReference,
  type VerbEntry,
} from "@nix-repo/model";
import { findCircles } from "./find-dependency-cycles.ts";
import { pathText } from "./mistake.ts";
import { neverCompletes, WAITS_FOR_ITSELF } from "./unit-mistakes.ts";
import { DEFAULT_PROCESS, parseUnitName, processId, resolveUnit } from "./unit-name.ts";

export interface CheckUnitsOptions {
  /**
   * What a service has besides the processes of its definition, by id: those of its Procfile (`web:clock`) and the containers of its compose file
   * (`web@db`). Undefined where nobody has looked: then whatever is said of its units may be true.
   */
  readonly besides: (service: Service) => readonly string[] | undefined;
}

/**
 * What is wrong with how processes and verbs of these services name each other, registry and override merged: names of nothing, processes that nothing
 * says how to run, ends that never come, circles. Of services that are not among them nothing is said.
 */
export function checkUnits(services: readonly Service[], { besides }: CheckUnitsOptions): Diagnostic[] {
  const looked = new Map(services.map((service) => [service.name, besides(service)]));
  const units = new Set(services.flatMap((service) => [...definedBy(service), ...(looked.get(service.name) ?? [])]));
  const processes = new Map(services.flatMap((service) => waiting(service, { units, looked })).map((process) => [process.id, process]));
  const unknown = services.flatMap((service) =>
    referencesOf(service).flatMap((reference) => {
      const { unit, place, path } = reference;
      if (resolveUnit(unit, { service: service.name, units }) !== undefined || mayBe(unit, service.name, looked)) return [];
      const suggestion = nearest(unit, namesFor(service.name, units));
      const message = `there is no process or container "${unit}"`;
      return [{ place, path, message, ...(suggestion === undefined ? {} : { suggestion }) }];
    }),
  );
  return [
    ...unknown,
    ...services.flatMap((service) => withoutRun(service, looked.get(service.name))),
    ...neverCompleted(processes),
    ...circles(processes),
  ];
}

/** What was found besides, by service. */
type Looked = ReadonlyMap<string, readonly string[] | undefined>;

/** A service can always be named: which verb `dev` is, a task file may say. */
function definedBy({ name, processes }: Service): readonly string[] {
  return [name, ...[...processes.keys()].map((process) => processId(name, process))];
}

/** Whether a name may be that of something where nobody has looked. */
function mayBe(text: string, service: string, looked: Looked): boolean {
  const unit = parseUnitName(text);
  return looked.get(unit.kind === "near" ? service : unit.service) === undefined;
}

/** What `service` can write: its own units by their short names too. */
function namesFor(service: string, units: ReadonlySet<string>): string[] {
  return [...units].flatMap((id) => {
    const unit = parseUnitName(id);
    return unit.kind !== "near" && unit.service === service ? [unit.name, id] : [id];
  });
}

interface Reference {
  readonly unit: string;
  readonly place: Place;
  readonly path: string;
}

function referencesOf(service: Service): readonly Reference[] {
  const ofProcesses = [...service.processes.values()].flatMap(({ name, dependsOn }) =>
    dependsOn.map(({ unit, place }, i) => ({ unit, place, path: pathIn(service, place, ["processes", name, "dependsOn", i]) })),
  );
  const ofVerbs = [...service.verbs].flatMap(([verb, { override, registry }]) => {
    const entry = [override, registry].find((layer): layer is VerbEntry => layer?.options.needs !== undefined);
    return (entry?.options.needs ?? []).map((unit, i) => {
      const place = entry?.needsPlaces?.[i] ?? service.place;
      return { unit, place, path: pathIn(service, place, ["verbs", verb, "needs", i]) };
    });
  });
  return [...ofProcesses, ...ofVerbs];
}

/** As its file writes it: an override speaks of one service alone. */
function pathIn(service: Service, place: Place, path: readonly (string | number)[]): string {
  return pathText(place.file === service.place.file ? ["services", service.name, ...path] : path);
}

function withoutRun(service: Service, besides: readonly string[] | undefined): Diagnostic[] {
  if (besides === undefined) return [];
  return [...service.processes.values()]
    .filter(({ name, run }) => run === undefined && name !== DEFAULT_PROCESS && !besides.includes(processId(service.name, name)))
    .map(({ name, place }) => ({
      place,
      path: pathIn(service, place, ["processes", name]),
      message: `nothing says what "${name}" runs: expected run, or a line in the service's Procfile`,
    }));
}

interface Waiting {
  readonly id: string;
  readonly service: Service;
  readonly definition: ProcessDefinition;
  /** Those of its dependencies that are known, by id. */
  readonly waitsFor: readonly (UnitReference & { readonly id: string; readonly index: number })[];
}

function waiting(service: Service, { units, looked }: { units: ReadonlySet<string>; looked: Looked }): readonly Waiting[] {
  const isLookedAt = looked.get(service.name) !== undefined;
  const idOf = (text: string) => {
    const unit = parseUnitName(text);
    if (isLookedAt || unit.kind !== "near") return resolveUnit(text, { service: service.name, units });
    // What looks like the name of a service may be that of a container, where nobody has looked.
    const own = processId(service.name, unit.name);
    return units.has(own) ? own : undefined;
  };
  return [...service.processes.values()].map((definition) => ({
    id: processId(service.name, definition.name),
    service,
    definition,
    waitsFor: definition.dependsOn.flatMap((reference, index) => {
      const id = idOf(reference.unit);
      return id === undefined ? [] : [{ ...reference, id, index }];
    }),
  }));
}

function neverCompleted(processes: ReadonlyMap<string, Waiting>): Diagnostic[] {
  return [...processes.values()].flatMap(({ service, definition, waitsFor }) =>
    waitsFor.flatMap(({ id, unit, until, place, index }) => {
      if (until !== "completed" || processes.get(id)?.definition.restart?.when !== "always") return [];
      return [{ place, path: pathIn(service, place, ["processes", definition.name, "dependsOn", index]), message: neverCompletes(unit) }];
    }),
  );
}

function circles(processes: ReadonlyMap<string, Waiting>): Diagnostic[] {
  const edges = new Map([...processes].map(([id, { waitsFor }]) => [id, waitsFor.map((other) => other.id)]));
  return findCircles(edges).flatMap(({ names, at }) => {
    const process = processes.get(at.name);
    const closing = process?.waitsFor[at.index];
    if (process === undefined || closing === undefined) return [];
    const message = names.length === 2 ? WAITS_FOR_ITSELF : `these processes wait for each other: ${names.join(" -> ")}`;
    const path = ["processes", process.definition.name, "dependsOn", closing.index];
    return [{ place: closing.place, path: pathIn(process.service, closing.place, path), message }];
  });
}
