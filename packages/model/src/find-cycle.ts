/** The first cycle, each followed by the one it waits for; the last waits for the first. Iterative: chains may be long. */
export function findCycle<Id extends string>(edges: ReadonlyMap<Id, { readonly dependsOn: readonly Id[] }>): readonly Id[] | undefined {
  const done = new Set<Id>();
  for (const root of edges.keys()) {
    if (done.has(root)) continue;
    const path: { readonly id: Id; next: number }[] = [{ id: root, next: 0 }];
    const onPath = new Set<Id>([root]);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const dependency = edges.get(top.id)?.dependsOn[top.next];
      top.next += 1;
      if (dependency === undefined) {
        done.add(top.id);
        onPath.delete(top.id);
        path.pop();
      } else if (onPath.has(dependency)) {
        return path.slice(path.findIndex(({ id }) => id === dependency)).map(({ id }) => id);
      } else if (!done.has(dependency)) {
        path.push({ id: dependency, next: 0 });
        onPath.add(dependency);
      }
    }
  }
  return undefined;
}
