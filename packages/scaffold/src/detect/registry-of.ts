import type { RegistryConfig, ServiceConfig } from "@nix-repo/config";
import { chooseRoot } from "./choose-root.ts";
import { chooseShell, type ShellOfService } from "./choose-shell.ts";
import { wayFrom } from "./file-tree.ts";
import type { FoundService } from "./found-service.ts";

export interface ProposedRegistry {
  readonly registry: RegistryConfig;
  /** By the names of services; empty where the flake's shells are not known. */
  readonly shells: ReadonlyMap<string, ShellOfService>;
}

/**
 * The registry of what was found: what `repo` would come to by itself is left out.
 * @param shells names of the flake's devShells; undefined where nobody could be asked, and the rule decides
 */
export function registryOf(services: readonly FoundService[], shells: readonly string[] | undefined): ProposedRegistry {
  const root = chooseRoot(
    services.map(({ folder }) => folder),
    shells,
  );
  const chosen = new Map<string, ShellOfService>();
  const entries = services.map((service): [string, ServiceConfig] => {
    const path = root === undefined ? service.folder : wayFrom(root, service.folder);
    const shell = shells === undefined ? ownShell(service) : chooseShell({ service, path, shells });
    if (shell !== undefined) chosen.set(service.name, shell);
    return [service.name, entryOf(service, { path, shell })];
  });
  return { registry: { ...(root === undefined ? {} : { root }), services: Object.fromEntries(entries) }, shells: chosen };
}

/** An entry in a registry that is there already, whose `root` is this folder. */
export function entryOf(
  { kind, dependsOn, verbs }: FoundService,
  { path, shell }: { path: string; shell?: ShellOfService | undefined },
): ServiceConfig {
  return {
    path,
    ...(shell?.kind === "named" ? { shell: shell.shell } : {}),
    ...(kind === "other" || kind === "dart" ? {} : { stack: kind }),
    ...(dependsOn.length === 0 ? {} : { dependsOn }),
    ...(verbs === undefined ? {} : { verbs }),
  };
}

function ownShell({ folder, besides }: FoundService): ShellOfService | undefined {
  return besides.hasShells ? { kind: "named", shell: `./${folder}#default` } : undefined;
}
