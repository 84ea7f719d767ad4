import type { ShellChoice } from "@nix-repo/model";
import type { NixProvider, ShellWhy } from "@nix-repo/nix";
import { chooseProvider } from "./choose-provider.ts";
import type { Session } from "./open-session.ts";

/** What is kept of the devShell that a choice leads to; undefined where nothing is, or tools come from elsewhere. Starts no Nix. */
export async function keptShell(shell: ShellChoice, session: Session): Promise<ShellWhy | undefined> {
  const provider = await session.provider();
  return provider.ok && provider.value.kind === "nix" ? (provider.value as NixProvider).keeper.explainShell(shell) : undefined;
}

/** The name of the devShell that a choice leads to. Which candidate the flake has is certain only where it was asked before: asking would start Nix. */
export async function knownShell(shell: ShellChoice, session: Session): Promise<{ name: string; certain: boolean }> {
  // Chosen, not opened: whoever only looks need not be told that this machine's tools would be used.
  const choice = chooseProvider({ flag: session.flags.provider, env: session.io.env });
  if (shell.kind === "none" || (choice.ok && choice.value.kind === "host")) return { name: "host", certain: true };
  if (shell.kind === "named") return { name: shell.name, certain: true };
  const kept = await keptShell(shell, session);
  return kept === undefined ? { name: shell.candidates[0] ?? "default", certain: false } : { name: kept.shell, certain: true };
}
