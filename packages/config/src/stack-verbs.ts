import type { VerbEntry } from "@nix-repo/model";
import { placeOf } from "./mistake.ts";
import type { StackConfig } from "./registry.generated.ts";
import type { SourceText } from "./source-text.ts";
import { type FoldersAbove, serviceFolder } from "./stacks/service-folder.ts";
import type { StackName } from "./stacks/stack-names.ts";
import { STACKS } from "./stacks/stacks.ts";
import { verbEntry, type Written } from "./verb-entry.ts";

interface Request {
  readonly stack: string;
  /** Where the service names its stack: the place of what comes with us. */
  readonly named: Written;
  readonly folder: string;
  readonly names: ReadonlySet<string>;
  readonly root: string;
  readonly above: FoldersAbove;
  /** Stacks of the team's own, and its changes to ours. */
  readonly own: Readonly<Record<string, StackConfig>>;
  readonly registry: SourceText;
}

/** The verbs that a stack gives a service. A team's change that runs something else takes none of the options of what we would have run. */
export function stackVerbs({ stack, named, folder, names, root, above, own, registry }: Request): Map<string, VerbEntry> {
  const ours = Object.hasOwn(STACKS, stack) ? STACKS[stack as StackName](serviceFolder({ folder, names, root, above })) : {};
  const place = placeOf(named.source, named.path, "value");
  const verbs = new Map<string, VerbEntry>();
  for (const [name, { run, options }] of Object.entries(ours)) verbs.set(name, { run, options, place });
  const changes = Object.hasOwn(own, stack) ? own[stack]?.verbs : undefined;
  if (changes === undefined) return verbs;
  for (const [name, config] of Object.entries(changes)) {
    const change = verbEntry(config, { source: registry, path: ["stacks", stack, "verbs", name] });
    const below = verbs.get(name);
    const isOtherCommand = change.run !== undefined || below === undefined;
    verbs.set(name, isOtherCommand ? change : { ...below, ...change, options: { ...below.options, ...change.options } });
  }
  return verbs;
}
