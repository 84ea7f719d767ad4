/** A process or a container as a registry names it. */
export type UnitName =
  /** `db`: of the same service, or else the default process of a service of that name. */
  | { readonly kind: "near"; readonly name: string }
  /** `service:process` */
  | { readonly kind: "process"; readonly service: string; readonly name: string }
  /** `service@container` */
  | { readonly kind: "container"; readonly service: string; readonly name: string };

/** The text must have the form that the schema asks for. */
export function parseUnitName(text: string): UnitName {
  const at = text.search(/[:@]/);
  if (at === -1) return { kind: "near", name: text };
  return { kind: text[at] === ":" ? "process" : "container", service: text.slice(0, at), name: text.slice(at + 1) };
}

/** The name of a service's default process in its own registry entry. */
export const DEFAULT_PROCESS = "dev";

/** What a process is called by everybody: `web` for the default process of `web`, `web:worker` for another. */
export function processId(service: string, process: string): string {
  return process === DEFAULT_PROCESS ? service : `${service}:${process}`;
}

/** What is meant by the name that `service` writes, of the ids that there are; its own process goes before its own container, and that before a service. */
export function resolveUnit(text: string, { service, units }: { service: string; units: ReadonlySet<string> }): string | undefined {
  return meanings(text, service).find((id) => units.has(id));
}

function meanings(text: string, service: string): readonly string[] {
  const unit = parseUnitName(text);
  switch (unit.kind) {
    case "near":
      return [processId(service, unit.name), `${service}@${unit.name}`, unit.name];
    case "process":
      return [processId(unit.service, unit.name)];
    case "container":
      return [`${unit.service}@${unit.name}`];
  }
}
