import type { ServiceConfig } from "@nix-repo/config";

/** What a folder is written in: a preset of ours, or what has none and brings its own verbs. */
export type Kind = "node" | "go" | "rust" | "dotnet" | "python" | "flutter" | "dart" | "other";

/** A folder that is a project by its manifest. */
export interface Project {
  /** Relative to the workspace's root; `.` for the root itself. */
  readonly folder: string;
  readonly kind: Kind;
  /** The file that says so, by its name. */
  readonly manifest: string;
  /** What the project calls itself, where it says so. */
  readonly ownName?: string;
  /** Verbs that the preset does not have, or would get wrong here. */
  readonly verbs?: NonNullable<ServiceConfig["verbs"]>;
}

export interface FoundService extends Project {
  /** Its key in the registry. */
  readonly name: string;
  /** Names of services. */
  readonly dependsOn: readonly string[];
  /** What else is there, by file names: nothing has to be written for it. */
  readonly besides: Besides;
}

/** Files in a service's folder that `repo` uses as they are, or that somebody should know were seen. */
export interface Besides {
  /** Justfile, Taskfile, Makefile: their recipes are verbs. */
  readonly taskFiles: readonly string[];
  readonly composeFiles: readonly string[];
  readonly dockerfiles: readonly string[];
  readonly procfiles: readonly string[];
  /** `flake.nix` of its own, with devShells. */
  readonly hasShells: boolean;
}

/** A project that is no service. `of`: the folder that it belongs to. */
export interface LeftOut {
  readonly folder: string;
  readonly why: "example" | "template" | "tests" | "part" | "holder";
  readonly of?: string;
}
