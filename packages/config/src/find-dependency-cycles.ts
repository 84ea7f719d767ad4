import type { Mistake } from "./mistake.ts";

/** Names that depend on each other; the last one is the first again. */
export interface Circle {
  readonly names: readonly string[];
  /** The one whose dependency closes the circle, and which of its dependencies that is. */
  readonly at: { readonly name: string; readonly index: number };
}

/** Each circle once, at the dependency that closes it as one reads downwards. What has no entry depends on nothing. */
export function findCircles(dependsOn: ReadonlyMap<string, readonly string[]>): Circle[] {
  const circles: Circle[] = [];
  const done = new Set<string>();
  for (const start of dependsOn.keys()) {
    // By hand rather than by recursion: a chain may be as long as there are services.
    const stack = [{ name: start, next: 0 }];
    const onStack = new Map([[start, 0]]);
    while (stack.length > 0) {
      const top = stack.at(-1);
      if (top === undefined) break;
      const needed = done.has(top.name) ? undefined : dependsOn.get(top.name)?.[top.next];
      if (needed === undefined) {
        done.add(top.name);
        onStack.delete(top.name);
        stack.pop();
        continue;
      }
      top.next += 1;
      const circle = onStack.get(needed);
      if (circle !== undefined) {
        const names = [...stack.slice(circle).map(({ name }) => name), needed];
        circles.push({ names, at: { name: top.name, index: top.next - 1 } });
      } else if (!done.has(needed) && dependsOn.has(needed)) {
        onStack.set(needed, stack.length);
        stack.push({ name: needed, next: 0 });
      }
    }
  }
  return circles;
}

/** Circles among services. */
export function findDependencyCycles(dependsOn: ReadonlyMap<string, readonly string[]>): Mistake[] {
  return findCircles(dependsOn).map(({ names, at }) => {
    const message = names.length === 2 ? "the service depends on itself" : `these services depend on each other: ${names.join(" -> ")}`;
    return { path: ["services", at.name, "dependsOn", at.index], at: "value", message };
  });
}
