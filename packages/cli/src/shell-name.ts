import type { Service } from "@nix-repo/model";

/** Which of the candidates the flake has is not asked here: that would start Nix. */
export function shellName({ shell }: Pick<Service, "shell">): string | undefined {
  switch (shell.kind) {
    case "named":
      return shell.name;
    case "inferred":
      return `${shell.candidates[0]}?`;
    case "none":
      return undefined;
  }
}
