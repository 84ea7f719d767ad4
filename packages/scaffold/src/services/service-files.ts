import type { StackName } from "@nix-repo/config";
import type { WrittenFile } from "../written-file.ts";
import { dotnetFiles } from "./dotnet.ts";
import { flutterFiles } from "./flutter.ts";
import { goFiles } from "./go.ts";
import { nodeFiles } from "./node.ts";
import { pythonFiles } from "./python.ts";
import { rustFiles } from "./rust.ts";
import type { FileTexts, ServiceText } from "./service-text.ts";

/** A service that is to be written. Its path is relative to whatever the paths of the files are to be relative to, with slashes. */
export interface NewService extends ServiceText {
  readonly stack: StackName;
}

/**
 * The files of a minimal service: a program, a test, the manifest. The stack's own verbs pass on them as they are. They are the team's from then
 * on, so that they bear no mark.
 */
export function serviceFiles({ stack, name, path, docker }: NewService): readonly WrittenFile[] {
  const files = FILES_OF_STACKS[stack]({ name, path, docker });
  const prefix = path === "" || path === "." ? "" : `${path}/`;
  return Object.entries(files).map(([file, content]) => ({ path: `${prefix}${file}`, content }));
}

const FILES_OF_STACKS: Readonly<Record<StackName, (service: ServiceText) => FileTexts>> = {
  node: nodeFiles,
  go: goFiles,
  rust: rustFiles,
  dotnet: dotnetFiles,
  python: pythonFiles,
  flutter: flutterFiles,
};

/** What the devShell of a service needs of nixpkgs: attribute paths below `pkgs`. */
export const SHELL_PACKAGES: Readonly<Record<StackName, readonly string[]>> = {
  node: ["nodejs"],
  go: ["go"],
  rust: ["rustc", "cargo", "clippy", "rustfmt"],
  dotnet: ["dotnet-sdk_8"],
  // A shell puts the modules of its packages where its Python finds them.
  python: ["python3", "python3Packages.pytest", "ruff"],
  flutter: ["flutter"],
};
