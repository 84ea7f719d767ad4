import type { ShellChoice } from "@nix-repo/model";
import { parseShellName, printAttributePath } from "../shell-name.ts";
import type { KeptRecord } from "./record.ts";

/**
 * Whether a choice that once led to a shell still does: another one with a better claim may have come, while the record was captured anew on
 * behalf of somebody who asked for this shell by its name.
 */
export function isMeant(choice: ShellChoice, { shell, names }: KeptRecord): boolean {
  switch (choice.kind) {
    case "inferred": {
      const { candidates } = choice;
      const none = names?.length === 0 && candidates.includes("default") ? "default" : undefined;
      const found = candidates.find((candidate) => names?.includes(candidate)) ?? none;
      return found !== undefined && (shell === found || shell === printAttributePath([found]));
    }
    case "named": {
      const { kind, path } = parseShellName(choice.name);
      // Names are known of what stands directly below devShells alone: there a name with dots counts only where no group of shells has it.
      const isFlat = kind === "attribute" && path.length > 1 && names !== undefined;
      return !isFlat || !names.includes(path[0] ?? "");
    }
    case "none":
      return false;
  }
}
