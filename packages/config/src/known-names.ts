import { nearest } from "@nix-repo/model";
import type { Mistake, Path } from "./mistake.ts";
import type { RegistryConfig } from "./registry.generated.ts";
import { STACK_NAMES } from "./stacks/stack-names.ts";

/** What else there is, by which names are checked. */
export interface Known {
  readonly services: ReadonlySet<string>;
  readonly stacks: ReadonlySet<string>;
  /** Our own flags, such as `--all`, and those that take one back, such as `--no-color`. */
  readonly flags: ReadonlySet<string>;
}

export function knownNames(registry: RegistryConfig, ownFlags: readonly string[] = []): Known {
  const stacks = new Set([...STACK_NAMES, ...namesOf(registry.stacks)]);
  return { services: new Set(namesOf(registry.services)), stacks, flags: new Set(ownFlags) };
}

function namesOf(named: unknown): string[] {
  return typeof named === "object" && named !== null ? Object.keys(named) : [];
}

export function unknown(kind: string, name: string, { path, valid }: { path: Path; valid: Iterable<string> }): Mistake {
  return { path, at: "value", message: `there is no ${kind} "${name}"`, suggestion: nearest(name, valid) };
}
