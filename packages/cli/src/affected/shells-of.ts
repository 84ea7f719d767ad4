import type { Service, ShellChoice } from "@nix-repo/model";

/** The devShells that a service's verbs run in: its own, then those that verbs name. The order follows from the verbs' names. */
export function shellsOf({ shell, verbs }: Service): readonly ShellChoice[] {
  const shells = [shell];
  for (const name of [...verbs.keys()].sort()) {
    const { override, registry, stack } = verbs.get(name) ?? {};
    const own = override?.options.shell ?? registry?.options.shell ?? stack?.options.shell;
    if (own !== undefined) shells.push(own);
  }
  return shells.filter(({ kind }) => kind !== "none");
}
