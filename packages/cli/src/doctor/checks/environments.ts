import { ok, type Result } from "@nix-repo/model";
import type { NixProvider, ShellStatus } from "@nix-repo/nix";
import { nixProvider, shellsOf, type WantedShell } from "../../actions/manage-environments.ts";
import type { Check, Checked, Remedy } from "../check.ts";
import type { Surroundings } from "../surroundings.ts";

/** Which devShells are captured, and what is kept of those that nobody uses. */
export const environmentsCheck: Check = {
  name: "environments",
  async run({ workspace, nix, usesNix }: Surroundings) {
    if (workspace.kind !== "open" || nix.program === undefined || !usesNix) return [];
    const { session } = workspace;
    const provider = await nixProvider(session);
    const shells = await shellsOf([], session);
    // A service that does not open is a finding of its own.
    if (!provider.ok || !shells.ok) return [];
    const choices = shells.value.map(({ choice }) => choice);
    const { keeper } = provider.value;
    const [statuses, prunable] = await Promise.all([keeper.status(choices), keeper.prunable(choices)]);
    const captured = capturedShells(statuses);
    return [captured.severity === "fine" ? captured : { ...captured, remedy: warming(provider.value, shells.value) }, staleRoots(prunable)];
  },
};

export function capturedShells(statuses: readonly Pick<ShellStatus, "shell" | "state">[]): Checked {
  const check = "environments";
  const cold = statuses.filter(({ state }) => state === "stale" || state === "missing").map(({ shell }) => shell);
  if (statuses.length === 0) return { check, severity: "fine", what: "no service wants a devShell" };
  if (cold.length === 0) return { check, severity: "fine", what: statuses.length === 1 ? "captured" : `all ${statuses.length} captured` };
  return {
    check,
    severity: "warning",
    what: `not captured as they are now: ${few(cold)}`,
    why: "The first task in each of them waits until Nix has evaluated, fetched and built it.",
    fix: "Warm them now:",
    command: "repo env refresh",
  };
}

export function staleRoots(shells: readonly string[]): Checked {
  const check = "stale roots";
  if (shells.length === 0) return { check, severity: "fine", what: "none" };
  return {
    check,
    severity: "warning",
    what: `kept, though no service uses ${shells.length === 1 ? "it" : "them"}: ${few(shells)}`,
    why: "Each holds what it refers to in Nix's store, gigabytes perhaps, against garbage collection.",
    fix: "Forget them:",
    command: "repo env prune",
  };
}

/** A workspace may have hundreds. */
export function few(names: readonly string[], most = 5): string {
  const sorted = [...names].sort();
  return sorted.length <= most ? sorted.join(", ") : `${sorted.slice(0, most - 1).join(", ")} and ${sorted.length - most + 1} more`;
}

function warming(provider: NixProvider, shells: readonly WantedShell[]): Remedy {
  return {
    question: "capture the devShells now? (Nix may fetch and build for a while)",
    // It writes into .repo and Nix's store alone.
    harmless: true,
    async apply(): Promise<Result<string>> {
      const results = await provider.keeper.refresh(shells.map(({ choice }) => choice));
      for (const { result } of results) if (!result.ok) return result;
      for (const { choice, recordHook } of shells) {
        const hook = recordHook ? await provider.recordHook(choice) : ok(undefined);
        if (!hook.ok) return hook;
      }
      const count = results.filter(({ result }) => result.ok && result.value.refreshed).length;
      return ok(`captured ${count} devShell${count === 1 ? "" : "s"}`);
    },
  };
}
