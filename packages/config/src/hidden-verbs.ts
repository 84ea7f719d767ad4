import type { Mistake, Path } from "./mistake.ts";

/** Verbs that one of our own commands hides. Nothing is wrong with them, but who defines one should know how to reach it. */
export function hiddenVerbs(
  verbs: Iterable<string>,
  { service, path, ownCommands }: { service: string; path: Path; ownCommands: readonly string[] },
): Mistake[] {
  return [...verbs]
    .filter((verb) => ownCommands.includes(verb))
    .map((verb) => ({
      path: [...path, "verbs", verb],
      at: "key",
      message: `repo ${verb} is a command of our own, which wins: repo run ${service}:${verb} reaches the verb`,
    }));
}
