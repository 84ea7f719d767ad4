import type { Mistake } from "./mistake.ts";

/** Each circle among services once, at the `dependsOn` that closes it as one reads downwards. */
export function findDependencyCycles(dependsOn: ReadonlyMap<string, readonly string[]>): Mistake[] {
  const mistakes: Mistake[] = [];
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
        const message = names.length === 2 ? "the service depends on itself" : `these services depend on each other: ${names.join(" -> ")}`;
        mistakes.push({ path: ["services", top.name, "dependsOn", top.next - 1], at: "value", message });
      } else if (!done.has(needed) && dependsOn.has(needed)) {
        onStack.set(needed, stack.length);
        stack.push({ name: needed, next: 0 });
      }
    }
  }
  return mistakes;
}
