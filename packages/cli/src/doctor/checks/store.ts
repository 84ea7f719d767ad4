import { askProgram } from "../ask-program.ts";
import type { Check, Checked } from "../check.ts";
import type { NixSettings, StoreAnswer } from "../nix-answers.ts";
import type { Surroundings } from "../surroundings.ts";

/** Whether Nix's store opens, and how much its owner trusts us. */
export const storeCheck: Check = {
  name: "nix store",
  async run({ nix, env, root }: Surroundings) {
    if (nix.program === undefined) return [];
    const [store, settings] = await Promise.all([nix.store(), nix.settings()]);
    if (store === undefined) return [];
    if (store.kind === "closed") return [closedStore(store.message)];
    const who = isDaemon(store.url) && store.trusted === undefined ? await whoWeAre({ env, cwd: root }) : undefined;
    return [{ check: "nix store", severity: "fine", what: store.url === "" ? "opens" : store.url }, trustOf({ store, settings, who })];
  },
};

export function closedStore(message: string): Checked {
  return {
    check: "nix store",
    severity: "problem",
    what: `cannot be opened: ${message}`,
    why: "Nothing can be built or fetched, and no devShell be captured.",
    ...(/daemon|socket/.test(message)
      ? {
          fix: "Start Nix's daemon:",
          command:
            process.platform === "darwin"
              ? "sudo launchctl kickstart -k system/org.nixos.nix-daemon"
              : "sudo systemctl restart nix-daemon.socket",
        }
      : { fix: "See what Nix says itself:", command: "nix --extra-experimental-features nix-command store ping" }),
  };
}

interface Trust {
  readonly store: StoreAnswer & { readonly kind: "open" };
  readonly settings: NixSettings | undefined;
  /** Our user's name and the names of its groups; left out where nobody has to tell. */
  readonly who: { readonly user: string; readonly groups: readonly string[] } | undefined;
}

export function trustOf({ store, settings, who }: Trust): Checked {
  const check = "trusted user";
  if (!isDaemon(store.url)) return { check, severity: "fine", what: "the store is opened directly" };
  if (store.trusted ?? isAmong(settings?.values.get("trusted-users") ?? "root", who))
    return { check, severity: "fine", what: "Nix's daemon trusts you" };
  const user = who?.user ?? "$USER";
  return {
    check,
    severity: "warning",
    what: "Nix's daemon does not trust you",
    why: "It then ignores the binary caches that a flake names, and builds what they have. A trusted user is as good as root on this machine.",
    fix: "Where that is all right (NixOS: nix.settings.trusted-users; or else name the caches as trusted-substituters):",
    command: `echo "extra-trusted-users = ${user}" | sudo tee -a /etc/nix/nix.conf && ${
      process.platform === "darwin" ? "sudo launchctl kickstart -k system/org.nixos.nix-daemon" : "sudo systemctl restart nix-daemon"
    }`,
  };
}

function isDaemon(url: string): boolean {
  return url.startsWith("daemon") || url.startsWith("unix:");
}

function isAmong(trusted: string, who: Trust["who"]): boolean {
  const names = trusted.split(/\s+/);
  return (
    names.includes("*") || (who !== undefined && (names.includes(who.user) || who.groups.some((group) => names.includes(`@${group}`))))
  );
}

async function whoWeAre(where: { env: Surroundings["env"]; cwd: string }): Promise<Trust["who"]> {
  const [user, groups] = await Promise.all([askProgram("id", ["-un"], where), askProgram("id", ["-Gn"], where)]);
  if (user.kind !== "said" || groups.kind !== "said") return undefined;
  return { user: user.stdout.trim(), groups: groups.stdout.trim().split(/\s+/) };
}
