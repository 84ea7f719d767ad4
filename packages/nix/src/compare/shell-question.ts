import type { ShellChoice } from "@nix-repo/model";
import { parseShellName, printAttributePath } from "../shell-name.ts";

/** Where in a flake a choice's devShell may be, in the order in which the resolver and `nix develop` look (`shell-resolver.ts`, `keep/evaluate-shell.ts`). */
export interface ShellQuestion {
  /** For people, as far as it is known without asking. */
  readonly shell: string;
  /** As the registry writes it; undefined for the workspace's own. */
  readonly flake: string | undefined;
  readonly places: readonly ShellPlace[];
}

export interface ShellPlace {
  /** From the flake's root; what is asked there is asked together. */
  readonly set: readonly string[];
  /** In it: the first that is there is meant. */
  readonly paths: readonly (readonly string[])[];
  /** Counts only where the flake has no devShells at all. */
  readonly withoutShells?: true;
}

/** @returns undefined for a choice of no devShell */
export function questionOf(choice: ShellChoice, system: string): ShellQuestion | undefined {
  const shells = ["devShells", system];
  const older: ShellPlace[] = [
    { set: ["devShell", system], paths: [[]] },
    { set: ["packages", system], paths: [["default"]] },
    { set: ["defaultPackage", system], paths: [[]] },
  ];
  switch (choice.kind) {
    case "none":
      return undefined;
    case "inferred": {
      const { candidates } = choice;
      const places = candidates.includes("default") ? older.map((place) => ({ ...place, withoutShells: true as const })) : [];
      const here = { set: shells, paths: candidates.map((candidate) => [candidate]) };
      return { shell: candidates[0] ?? "default", flake: undefined, places: [here, ...places] };
    }
    case "named": {
      const parsed = parseShellName(choice.name);
      const { path } = parsed;
      const full = parsed.kind === "attribute" && parsed.full;
      const flake = parsed.kind === "installable" ? parsed.flake : undefined;
      const shell = parsed.kind === "installable" ? choice.name : printAttributePath(full ? path.slice(2) : path);
      if (path.length === 0) return { shell, flake, places: [{ set: shells, paths: [["default"]] }, ...older] };
      if (full) return { shell, flake, places: [{ set: path.slice(0, 2), paths: [path.slice(2)] }] };
      const [first = "", ...rest] = path;
      const sets = [shells, ["packages", system], ["legacyPackages", system]];
      const places = [...sets.map((set) => ({ set, paths: [path] })), { set: [first], paths: [rest] }];
      // A name that holds dots, written without the quotes that Nix wants.
      return { shell, flake, places: path.length > 1 ? [...places, { set: shells, paths: [[path.join(".")]] }] : places };
    }
  }
}
