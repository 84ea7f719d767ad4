import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type FlakeSpec, git, type NixInstall } from "@nix-repo/testkit";
import { fakeNix, type NixWorkspace, nixWorkspace, trackAll } from "../nix-workspace.ts";

/** A flake with a shell that reads files in every way, one that reads next to none, and an output that takes them all. */
const READS: FlakeSpec = {
  shells: {
    web: {
      attributes: [
        "A = builtins.readFile ./nix/value.txt;",
        "B = toString (builtins.attrNames (builtins.readDir ./nix/listed));",
        "C = if builtins.pathExists ./nix/local.nix then import ./nix/local.nix else 0;",
        "D = import ./nix/folder;",
        "E = builtins.readFile ./nix/link;",
        'F = (builtins.fromTOML (builtins.readFile (./nix + "/computed.toml"))).x;',
        "",
      ].join("\n"),
    },
    other: {},
  },
  outputs: 'packages.${system}.default = derivation { name = "all"; inherit system; builder = "/bin/sh"; src = ./.; };',
};

const FILES: Readonly<Record<string, string>> = {
  "nix/value.txt": "1",
  "nix/listed/a": "",
  "nix/folder/default.nix": '"folder"',
  "nix/target": "1",
  "nix/target2": "2",
  "nix/computed.toml": "x = 1\n",
  "src/main.c": "1",
};

/** In git, all of it tracked. */
export function keptWorkspace(nix: NixInstall, flake = READS): NixWorkspace {
  const workspace = nixWorkspace(nix, flake);
  for (const [path, text] of Object.entries(FILES)) write(workspace.root, path, text);
  symlinkSync("target", join(workspace.root, "nix/link"));
  git(workspace.root, "init", "-q");
  trackAll(workspace.root);
  return workspace;
}

export function write(root: string, path: string, text: string): void {
  mkdirSync(join(root, path, ".."), { recursive: true });
  writeFileSync(join(root, path), text);
}

export function track(root: string, path: string, text: string): void {
  write(root, path, text);
  git(root, "add", path);
}

/** A `nix` that notes what it is asked. */
export function countingNix(workspace: Pick<NixWorkspace, "root">, { bin }: NixInstall) {
  const folder = join(workspace.root, "../counting");
  const log = join(folder, "asked");
  const program = fakeNix(folder, bin, `printf '%s\\n' "\${*//$'\\n'/ }" >> ${log}`);
  writeFileSync(log, "");
  return {
    program,
    /** Its arguments since the last call. */
    asked(): readonly string[] {
      const lines = readFileSync(log, "utf8").split("\n").slice(0, -1);
      writeFileSync(log, "");
      return lines;
    },
  };
}
