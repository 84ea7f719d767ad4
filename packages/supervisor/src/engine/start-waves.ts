import type { ComposeDependency, ComposeService } from "../compose/compose-file.ts";

export interface Wave {
  readonly names: readonly string[];
  /** What has to hold before they are started. */
  readonly conditions: readonly ComposeDependency[];
}

/** In what order containers are started with all that they depend on: each wave when the conditions on those of earlier ones hold. */
export function startWaves(wanted: readonly string[], services: readonly Pick<ComposeService, "name" | "dependsOn">[]): readonly Wave[] {
  const known = new Map(services.map((service) => [service.name, service]));
  const depths = new Map<string, number>();
  // `readCompose` has refused cycles.
  const depthOf = (name: string): number => {
    const found = depths.get(name);
    if (found !== undefined) return found;
    const depth = Math.max(-1, ...dependenciesOf(name).map(({ service }) => depthOf(service))) + 1;
    depths.set(name, depth);
    return depth;
  };
  const dependenciesOf = (name: string) => (known.get(name)?.dependsOn ?? []).filter(({ service }) => known.has(service));

  for (const name of wanted) depthOf(name);
  const waves: Wave[] = [];
  for (const [name, depth] of depths) {
    const { names = [], conditions = [] } = waves[depth] ?? {};
    waves[depth] = { names: [...names, name], conditions: [...conditions, ...dependenciesOf(name)] };
  }
  return waves;
}
