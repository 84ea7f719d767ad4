import { basename, extname } from "node:path";
import type { ShellChange } from "@nix-repo/ci";
import { ok, type Result, type ShellChoice } from "@nix-repo/model";
import type { NixProvider } from "@nix-repo/nix";
import { chooseProvider } from "../choose-provider.ts";
import type { Session } from "../open-session.ts";
import type { BaseDefinitions } from "./base-definitions.ts";
import type { Change } from "./open-change.ts";
import { shellsOf } from "./shells-of.ts";

/** Of which services the devShell is another one than at the base. Without Nix nobody can tell: a change of the flake then counts for all who have a devShell. */
export async function shellChanges(
  session: Session,
  { change, before }: { change: Change; before: BaseDefinitions },
): Promise<Result<ReadonlyMap<string, ShellChange>>> {
  const { workspace, io, flags } = session;
  const services: { name: string; base: ShellChoice | undefined; now: ShellChoice }[] = [];
  for (const name of workspace.serviceNames) {
    const service = await workspace.service(name);
    if (!service.ok) return service;
    // It is new as a whole.
    if (before.definitions.get(name)?.kind === "new") continue;
    const then = before.shellsOf(name);
    for (const [i, now] of shellsOf(service.value).entries()) services.push({ name: `${name}#${i}`, base: then[i], now });
  }
  if (services.length === 0 || change.changed.length === 0) return ok(new Map());
  const choice = chooseProvider({ flag: flags.provider, env: io.env });
  if (!choice.ok) return choice;
  if (choice.value.kind === "host") {
    const file = change.files.find(isOfFlake);
    const because = `${file} changed, and there is no Nix to tell which devShells`;
    return ok(new Map(file === undefined ? [] : services.map(({ name }) => [serviceIn(name), { because }])));
  }
  const provider = await session.provider();
  if (!provider.ok) return provider;
  const compared = await (provider.value as NixProvider).compareShells({
    services,
    base: { flake: before.flake, nixFlags: before.nixFlags },
    repository: { workTree: change.top, commit: change.base.commit ?? "", shallow: change.history.isShallow() },
    changedFiles: change.files,
  });
  if (!compared.ok) return compared;
  const changes = new Map<string, ShellChange>();
  for (const [name, comparison] of compared.value) {
    if (comparison.kind === "changed") changes.set(serviceIn(name), comparison.changed);
    if (comparison.kind === "unknown") changes.set(serviceIn(name), { because: comparison.why });
  }
  return ok(changes);
}

/** What stands before the number of the devShell. */
function serviceIn(name: string): string {
  return name.slice(0, name.lastIndexOf("#"));
}

function isOfFlake(file: string): boolean {
  return extname(file) === ".nix" || basename(file) === "flake.lock";
}
