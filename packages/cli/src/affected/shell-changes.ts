import { basename, extname } from "node:path";
import type { ShellChange } from "@nix-repo/ci";
import { ok, type Result, type ShellChoice } from "@nix-repo/model";
import type { NixProvider, ShellComparison } from "@nix-repo/nix";
import { chooseProvider } from "../choose-provider.ts";
import type { Session } from "../open-session.ts";
import type { BaseDefinitions } from "./base-definitions.ts";
import type { Change } from "./open-change.ts";
import { shellsOf } from "./shells-of.ts";

/** Of which services a devShell is another one than at the base. Without Nix nobody can tell: a change of the flake then counts for all who have a devShell. */
export async function shellChanges(
  session: Session,
  { change, before }: { change: Change; before: BaseDefinitions },
): Promise<Result<ReadonlyMap<string, ShellChange>>> {
  const changes = new Map<string, ShellChange>();
  const pairs = await shellPairs(session, before);
  if (!pairs.ok) return pairs;
  if (pairs.value.size === 0 || change.changed.length === 0) return ok(changes);
  const choice = chooseProvider({ flag: session.flags.provider, env: session.io.env });
  if (!choice.ok) return choice;
  const tell = (name: string, said: ShellChange) => {
    for (const service of pairs.value.get(name)?.services ?? []) if (!changes.has(service)) changes.set(service, said);
  };
  if (choice.value.kind === "host") {
    const file = change.files.find(isOfFlake);
    if (file === undefined) return ok(changes);
    for (const name of pairs.value.keys()) tell(name, { because: `${file} changed, and there is no Nix to tell which devShells` });
    return ok(changes);
  }
  const provider = await session.provider();
  if (!provider.ok) return provider;
  const compared = await (provider.value as NixProvider).compareShells({
    services: [...pairs.value].map(([name, { base, now }]) => ({ name, base, now })),
    base: { flake: before.flake, nixFlags: before.nixFlags },
    repository: { workTree: change.top, commit: change.base.commit ?? "", shallow: change.history.isShallow() },
    changedFiles: change.files,
  });
  if (!compared.ok) return compared;
  for (const [name, comparison] of compared.value) {
    const said = changeIn(comparison);
    if (said !== undefined) tell(name, said);
  }
  return ok(changes);
}

/** What many services want alike, before and now. */
interface ShellPair {
  readonly base: ShellChoice | undefined;
  readonly now: ShellChoice;
  readonly services: string[];
}

async function shellPairs({ workspace }: Session, before: BaseDefinitions): Promise<Result<ReadonlyMap<string, ShellPair>>> {
  const pairs = new Map<string, ShellPair>();
  for (const name of workspace.serviceNames) {
    const service = await workspace.service(name);
    if (!service.ok) return service;
    // It is new as a whole.
    if (before.definitions.get(name)?.kind === "new") continue;
    const then = before.shellsOf(name);
    for (const [i, now] of shellsOf(service.value).entries()) {
      const base = then[i];
      const key = `${textOf(base)} ${textOf(now)}`;
      const pair = pairs.get(key) ?? { base: base && withoutLine(base), now: withoutLine(now), services: [] };
      pair.services.push(name);
      pairs.set(key, pair);
    }
  }
  return ok(pairs);
}

/** The line is looked up in the registry's text when somebody reads it, and nobody needs it here. */
function withoutLine(choice: ShellChoice): ShellChoice {
  return choice.kind === "named" ? { ...choice, place: { file: choice.place.file } } : choice;
}

function textOf(choice: ShellChoice | undefined): string {
  if (choice === undefined || choice.kind === "none") return "none";
  return JSON.stringify(choice.kind === "named" ? choice.name : choice.candidates);
}

function changeIn(comparison: ShellComparison): ShellChange | undefined {
  switch (comparison.kind) {
    case "same":
      return undefined;
    case "changed":
      return comparison.changed;
    case "unknown":
      return { because: comparison.why };
  }
}

function isOfFlake(file: string): boolean {
  return extname(file) === ".nix" || basename(file) === "flake.lock";
}
