import type { ShellChoice } from "@nix-repo/model";
import { parseAttributePath, parseShellName, printAttributePath } from "./shell-name.ts";

/** `elsewhere`: the choice leads out of the flake's devShells, or wants none. */
export type MeantShell = { readonly kind: "found"; readonly shell: string } | { readonly kind: "missing" } | { readonly kind: "elsewhere" };

/** Which of a flake's devShells a choice means. @param shells as `listShells` names them */
export function meantShell(choice: ShellChoice, shells: readonly string[]): MeantShell {
  const found = (shell: string | undefined): MeantShell => (shell === undefined ? { kind: "missing" } : { kind: "found", shell });
  switch (choice.kind) {
    case "none":
      return { kind: "elsewhere" };
    case "inferred": {
      // Of these only what stands at the top counts, as where the shell is captured; a flake without any may have a default in one of the older places.
      if (shells.length === 0 && choice.candidates.includes("default")) return { kind: "elsewhere" };
      const top = new Set(shells.map((shell) => parseAttributePath(shell)[0]));
      const candidate = choice.candidates.find((each) => top.has(each));
      return found(candidate === undefined ? undefined : shells.find((shell) => shell === printAttributePath([candidate])));
    }
    case "named": {
      const parsed = parseShellName(choice.name);
      if (parsed.kind === "installable" || parsed.full) return { kind: "elsewhere" };
      const quoted = printAttributePath([parsed.path.join(".")]);
      const wanted = printAttributePath(parsed.path);
      return found(shells.find((shell) => shell === wanted) ?? shells.find((shell) => shell === quoted));
    }
  }
}
