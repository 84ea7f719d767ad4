import type { KeyChange, KeyParts } from "@nix-repo/model";

/** What two keys of one task differ in, the most telling first. */
export function keyChanges(before: KeyParts, now: KeyParts, { environmentBecause }: KeyChangesOptions = {}): readonly KeyChange[] {
  const changes: KeyChange[] = [];
  const add = (kind: KeyChange["kind"], texts: readonly string[]) => changes.push(...texts.map((text) => ({ kind, text })));
  add("file", differences(before.inputs, now.inputs));
  if (!isSame(before.command, now.command)) add("definition", ["its command changed"]);
  if (!isSame(before.outputs, now.outputs)) add("definition", ["its outputs changed"]);
  if (!isSame(before.needs ?? [], now.needs ?? [])) add("definition", ["what it needs changed"]);
  add("variable", differences(before.variables, now.variables));
  add("dependency", differences(before.dependencies, now.dependencies));
  if (before.shell !== now.shell) add("environment", [`its devShell is ${now.shell}, and was ${before.shell}`]);
  else add("environment", environmentChanges(before, now, environmentBecause));
  add("tool", differences(before.tools, now.tools));
  return changes;
}

export interface KeyChangesOptions {
  /** What made the environment another one: `flake.lock`. */
  readonly environmentBecause?: string | undefined;
}

function environmentChanges(before: KeyParts, now: KeyParts, because: string | undefined): string[] {
  const changed = differences(before.environment, now.environment);
  if (changed.length === 0) return [];
  return [`the devShell ${now.shell} changed${because === undefined ? "" : ` with ${because}`}: ${changed.join(", ")}`];
}

/** `src/cart.ts changed`, `NEW is new`, `OLD is gone`. */
function differences(before: Readonly<Record<string, string>>, now: Readonly<Record<string, string>>): string[] {
  const texts: string[] = [];
  for (const [name, value] of Object.entries(now)) {
    if (before[name] === undefined) texts.push(`${name} is new`);
    else if (before[name] !== value) texts.push(`${name} changed`);
  }
  for (const name of Object.keys(before)) if (now[name] === undefined) texts.push(`${name} is gone`);
  return texts;
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((word, i) => word === b[i]);
}
