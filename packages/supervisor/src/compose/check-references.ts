import { nearest } from "@nix-repo/model";
import type { ComposeFile, ComposeService } from "./compose-file.ts";
import type { Reading } from "./reading.ts";
import type { Value } from "./value.ts";

/** What is only known of the whole: names that nothing has, services that wait for themselves, services without an image. */
export function checkReferences(file: ComposeFile, values: ReadonlyMap<string, Value>, reading: Reading): void {
  const services = new Map(file.services.map((service) => [service.name, service]));
  const named = { services: new Set(services.keys()), volumes: new Set(file.volumes), networks: new Set([...file.networks, "default"]) };
  for (const service of file.services) {
    const value = values.get(service.name);
    if (value === undefined) continue;
    if (service.image === undefined && !service.built && value.get("image") === undefined && value.get("provider") === undefined)
      reading.wrong({ origin: value.key, path: value.path, message: "missing: expected image or build" });
    for (const { service: name, required } of service.dependsOn) {
      if (named.services.has(name) || !required) continue;
      unknown(value, { key: "depends_on", name, what: "service", known: named.services }, reading);
    }
    for (const name of service.volumes)
      if (!named.volumes.has(name)) unknown(value, { key: "volumes", name, what: "volume", known: named.volumes }, reading);
    for (const name of service.networks)
      if (!named.networks.has(name)) unknown(value, { key: "networks", name, what: "network", known: named.networks }, reading);
  }
  checkCircles(services, values, reading);
}

interface Unknown {
  readonly key: string;
  readonly name: string;
  readonly what: string;
  readonly known: ReadonlySet<string>;
}

function unknown(service: Value, { key, name, what, known }: Unknown, reading: Reading): void {
  const value = service.get(key);
  const origin = value?.entries().find(([entry]) => entry === name)?.[1].key ?? itemOrigin(value, name) ?? value?.key ?? service.key;
  const message = `expected the name of a ${what}, got ${JSON.stringify(name)}`;
  reading.wrong({ origin, path: value?.path ?? service.path, message, suggestion: nearest(name, known) });
}

function itemOrigin(value: Value | undefined, name: string) {
  if (value?.node.kind !== "list") return undefined;
  const item = value.node.items.find((item) => item.kind === "scalar" && (item.text === name || item.text.startsWith(`${name}:`)));
  return item?.origin;
}

/** Each circle once, without recursion: a chain may be as long as there are services. */
function checkCircles(services: ReadonlyMap<string, ComposeService>, values: ReadonlyMap<string, Value>, reading: Reading): void {
  const state = new Map<string, "open" | "done">();
  for (const start of services.keys()) {
    if (state.has(start)) continue;
    const way: { name: string; left: string[] }[] = [];
    const enter = (name: string) => {
      state.set(name, "open");
      way.push({ name, left: (services.get(name)?.dependsOn ?? []).map(({ service }) => service).filter((next) => services.has(next)) });
    };
    enter(start);
    for (let top = way.at(-1); top !== undefined; top = way.at(-1)) {
      const next = top.left.shift();
      if (next === undefined) {
        state.set(top.name, "done");
        way.pop();
      } else if (state.get(next) === "open") {
        const circle = [...way.slice(way.findIndex(({ name }) => name === next)).map(({ name }) => name), next];
        const value = values.get(top.name);
        const shown = circle.length > 12 ? [...circle.slice(0, 10), "…", next] : circle;
        if (value !== undefined)
          reading.wrong({
            origin: value.get("depends_on")?.key ?? value.key,
            path: value.path,
            message: `expected no circle, got ${shown.join(" → ")}`,
          });
      } else if (!state.has(next)) enter(next);
    }
  }
}
