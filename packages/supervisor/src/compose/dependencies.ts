import { nearest } from "@nix-repo/model";
import type { ComposeDependency, DependencyCondition } from "./compose-file.ts";
import type { Value } from "./value.ts";

/** What a service waits for: `depends_on`, and as compose does what it shares a namespace, a link or volumes with. */
export function dependenciesOf(service: Value): ComposeDependency[] {
  const found = new Map<string, ComposeDependency>();
  for (const dependency of stated(service.get("depends_on"))) found.set(dependency.service, dependency);
  for (const dependency of implied(service)) if (!found.has(dependency.service)) found.set(dependency.service, dependency);
  return [...found.values()];
}

function stated(value: Value | undefined): ComposeDependency[] {
  if (value === undefined) return [];
  if (value.isList) {
    return value.items(EXPECTED).flatMap((item) => {
      const service = item.text("the name of a service");
      return service === undefined ? [] : [{ service, condition: "service_started", required: true, restart: false, place: item.place }];
    });
  }
  if (!value.isMap) {
    value.wrong(EXPECTED);
    return [];
  }
  return value.entries().flatMap(([service, entry]) => {
    const condition = conditionOf(entry);
    const required = entry.get("required")?.boolean() ?? true;
    const restart = entry.get("restart")?.boolean() ?? false;
    return condition === undefined ? [] : [{ service, condition, required, restart, place: entry.keyPlace }];
  });
}

function conditionOf(entry: Value): DependencyCondition | undefined {
  if (!entry.isMap) return entry.wrong("a mapping such as { condition: service_healthy }");
  const value = entry.get("condition");
  if (value === undefined) return entry.mistake(`missing: expected condition, ${EXPECTED_CONDITION}`);
  const text = value.text(EXPECTED_CONDITION);
  if (text === undefined) return undefined;
  return CONDITIONS.find((condition) => condition === text) ?? value.wrong(EXPECTED_CONDITION, nearest(text, CONDITIONS));
}

function implied(service: Value): ComposeDependency[] {
  const dependency = (name: string, value: Value, restart: boolean): ComposeDependency => ({
    service: name,
    condition: "service_started",
    required: true,
    restart,
    place: value.place,
  });
  const shared = NAMESPACES.flatMap((key) => {
    const value = service.get(key);
    const name = value?.node.kind === "scalar" ? /^service:(.+)$/.exec(value.node.text)?.[1] : undefined;
    return value === undefined || name === undefined ? [] : [dependency(name, value, true)];
  });
  const listed = (key: string) => {
    const value = service.get(key);
    return value?.isList === true ? value.items("").filter(({ node }) => node.kind === "scalar") : [];
  };
  const textOf = ({ node }: Value) => (node.kind === "scalar" ? node.text : "");
  const links = listed("links").map((item) => dependency(textOf(item).split(":")[0] ?? "", item, true));
  const volumes = listed("volumes_from")
    .filter((item) => !textOf(item).startsWith("container:"))
    .map((item) => dependency(textOf(item).split(":")[0] ?? "", item, false));
  return [...shared, ...links, ...volumes];
}

const NAMESPACES = ["network_mode", "ipc", "pid", "uts", "cgroup"];
const CONDITIONS: readonly DependencyCondition[] = ["service_started", "service_healthy", "service_completed_successfully"];
const EXPECTED = "a list of services, or a mapping from services to conditions";
const EXPECTED_CONDITION = "service_started, service_healthy or service_completed_successfully";
