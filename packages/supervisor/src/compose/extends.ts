import { dirname } from "node:path";
import { nearest } from "@nix-repo/model";
import { documentsOf, isRemote, type Loading, pathFrom } from "./documents.ts";
import { canonical, merge, settled } from "./merge.ts";
import type { Entry, MapNode, Node } from "./node.ts";
import { Value } from "./value.ts";

/** Resolves `extends` in the services of a document, through as many files as it leads. */
export function extendServices(document: MapNode, loading: Loading): MapNode {
  const services = document.entries.get("services");
  if (services?.value.kind !== "map") return document;
  const resolver = new Resolver(loading);
  const entries = new Map<string, Entry>();
  for (const [name, { key, value }] of services.value.entries)
    entries.set(name, { key, value: resolver.resolve({ services: services.value, name, chain: [] }) ?? value });
  return { ...document, entries: new Map(document.entries).set("services", { ...services, value: { ...services.value, entries } }) };
}

interface Wanted {
  readonly services: MapNode;
  readonly name: string;
  /** Which services led here, each as it is shown. */
  readonly chain: readonly { readonly services: MapNode; readonly name: string }[];
}

class Resolver {
  private readonly resolved = new Map<MapNode, Map<string, Node>>();
  private readonly files = new Map<MapNode, MapNode>();
  private readonly loading: Loading;

  constructor(loading: Loading) {
    this.loading = loading;
  }

  resolve({ services, name, chain }: Wanted): Node | undefined {
    const known = this.resolved.get(services) ?? new Map<string, Node>();
    this.resolved.set(services, known);
    const before = known.get(name);
    if (before !== undefined) return before;
    const own = services.entries.get(name);
    if (own?.value.kind !== "map") return own?.value;
    const result = this.extended({ services, name, chain }, own, own.value);
    known.set(name, result);
    return result;
  }

  private extended({ services, name, chain }: Wanted, { key }: Entry, own: MapNode): MapNode {
    const { reading } = this.loading;
    const service = new Value({ node: own, path: `services.${name}`, key, reading });
    const value = service.get("extends");
    if (value === undefined) return own;
    const entries = new Map(own.entries);
    entries.delete("extends");
    const alone: MapNode = { ...own, entries };
    const base = this.base(value, services);
    if (base === undefined) return alone;
    const way = [...chain, { services, name }];
    const start = way.findIndex((step) => step.services === base.services && step.name === base.name);
    if (start !== -1) {
      const names = [...way.slice(start), base].map((step) => step.name);
      return this.without(alone, value, `expected no circle, got ${names.join(" → ")}`);
    }
    if (way.length > MAX_CHAIN) return this.without(alone, value, `expected at most ${MAX_CHAIN} services that extend each other`);
    const inherited = this.resolve({ ...base, chain: way });
    if (inherited?.kind !== "map") return alone;
    const merged = merge({ base: settled(inherited), over: normalized(alone), path: ["services", name], reading });
    return merged.kind === "map" ? merged : alone;
  }

  private without(alone: MapNode, value: Value, message: string): MapNode {
    value.mistake(message);
    return alone;
  }

  /** The service that is extended, and what stands beside it. */
  private base(value: Value, services: MapNode): { services: MapNode; name: string } | undefined {
    const nameValue = value.isMap ? value.get("service") : value;
    if (nameValue === undefined) return value.mistake("missing: expected service, the one to extend");
    const name = nameValue.text("the name of a service, or a mapping with file and service");
    const fileValue = value.get("file");
    const path = fileValue?.text("the path of a compose file");
    if (name === undefined || (fileValue !== undefined && path === undefined)) return undefined;
    const found = path === undefined || fileValue === undefined ? services : this.servicesIn(path, fileValue);
    if (found === undefined) return undefined;
    if (!found.entries.has(name)) return nameValue.wrong("the name of a service", nearest(name, found.entries.keys()));
    return { services: found, name };
  }

  private servicesIn(path: string, value: Value): MapNode | undefined {
    if (isRemote(path)) return value.mistake(`expected a file of this machine, got ${JSON.stringify(path)}`);
    const { scope } = value.node.origin.source;
    const file = pathFrom(scope, path);
    const sources = this.loading.reading;
    const source = sources.source(file, sources.scopeIn(dirname(file), scope), { origin: value.node.origin, path: value.path });
    if (source === undefined) return undefined;
    const documents = documentsOf(source, this.loading);
    const first = documents[0];
    if (first === undefined) return undefined;
    const known = this.files.get(first);
    if (known !== undefined) return known;
    const merged = documents.slice(1).reduce<Node>((base, over) => merge({ base, over, path: [], reading: sources }), first);
    const services = merged.kind === "map" ? merged.entries.get("services")?.value : undefined;
    if (services?.kind !== "map") return value.mistake(`expected a file with services, got ${JSON.stringify(path)}`);
    this.files.set(first, services);
    return services;
  }
}

/** Far more than anybody follows. */
const MAX_CHAIN = 50;

/** Each property in the form in which it is merged, also where the base has it not. */
function normalized(service: MapNode): MapNode {
  const entries = new Map<string, Entry>();
  for (const [name, { key, value }] of service.entries) entries.set(name, { key, value: canonical(value, ["services", "", name]) });
  return { ...service, entries };
}
