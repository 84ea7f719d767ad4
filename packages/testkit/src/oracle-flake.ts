import { nixSystem } from "./nix-flakes.ts";
import type { OracleEntries } from "./oracle-repository.ts";

/** One kind of flake that kept environments are tried on: what it reads, and what may be done to it. */
export interface OracleFlake {
  readonly title: string;
  readonly form: "git" | "worktree" | "plain";
  /** The folder of `flake.nix` below the repository's root; empty for the root itself. */
  readonly folder: string;
  /** How the registry names the flake. */
  readonly reference: string;
  readonly entries: OracleEntries;
  /**
   * Files that the shells read. Each holds a `v1000` somewhere, which edits change. Those that start with `../` lie beside the repository, and git
   * knows nothing of them.
   */
  readonly reads: readonly string[];
  /** What may come into being later, at a place where it may matter. */
  readonly additions: OracleEntries;
  /** What each symlink may point to. */
  readonly targets: Readonly<Record<string, readonly string[]>>;
  /** By attribute name, or by candidates of which the first that the flake has is meant. */
  readonly shells: readonly OracleShell[];
  /** Flags for Nix that are tried, besides none. */
  readonly flags: readonly (readonly string[])[];
  readonly hasInputs: boolean;
  /** Whether edits may hide the work tree from git: `assume-unchanged`, attributes that convert content. */
  readonly gitHides: boolean;
  /** The paths that shells read where those are known in full: as long as they stay as they are, Nix must not be started. */
  readonly named?: readonly string[];
}

/** `flake`: of another than the registry's, as in `./env#web`. */
export type OracleShell = { readonly name: string; readonly flake?: string } | { readonly candidates: readonly string[] };

export type OracleFlakeSpec = Pick<OracleFlake, "title" | "entries" | "reads"> & Partial<OracleFlake>;

/** Adds to a specification what every kind has: code that no shell reads, and a stdenv. */
export function oracleFlake(spec: OracleFlakeSpec): OracleFlake {
  const folder = spec.folder ?? "";
  const setup = `${folder === "" ? "" : `${folder}/`}nix/stdenv/setup`;
  return {
    form: "git",
    folder,
    reference: ".",
    additions: {},
    targets: {},
    shells: [{ name: "default" }, { name: "web" }],
    flags: [],
    hasInputs: false,
    gitHides: false,
    ...spec,
    entries: { ...CODE, [setup]: "export PATH=/usr/bin:/bin\nSTDENV=v1000\n", ...spec.entries },
    reads: [...spec.reads, setup],
    ...(spec.named === undefined ? {} : { named: [...spec.named, "flake.nix", "flake.lock", "nix/stdenv", setup] }),
  };
}

const CODE: OracleEntries = {
  "README.md": "about v1000\n",
  "src/main.ts": "export const version = 'v1000';\n",
  "src/deep/er/module.ts": "v1000\n",
  "services/api/handler.txt": "v1000\n",
  "bin/run": { executable: "#!/bin/sh\necho v1000\n" },
};

/** Parts of a flake's text: with `mk name attributes` a derivation that `nix develop` takes for a shell. */
export interface FlakeText {
  readonly inputs?: string;
  /** The function's argument. */
  readonly takes?: string;
  /** Bindings. */
  readonly lets?: string;
  /** Attributes of `devShells.<system>`, or the whole set. */
  readonly shells: string | { readonly set: string };
  readonly outputs?: string;
}

export function flakeText(text: FlakeText): string {
  const inputs = text.inputs === undefined ? "" : `  ${text.inputs}\n`;
  return `{\n${inputs}  outputs = ${outputsText(text)};\n}\n`;
}

/** The function of outputs alone. */
export function outputsText({ takes = "{ self }", lets = "", shells, outputs = "" }: Omit<FlakeText, "inputs">): string {
  return `${takes}:
  let
    system = "${nixSystem}";
    mk = name: attributes: derivation ({
      inherit name system;
      builder = "/bin/bash";
      args = [ "-c" "echo > $out" ];
      outputs = [ "out" ];
      stdenv = ./nix/stdenv;
      FLAKE = "v1000";
    } // attributes);
    ${lets}
  in {
    devShells.\${system} = ${typeof shells === "string" ? `{ ${shells} }` : shells.set};
    ${outputs}
  }`;
}
