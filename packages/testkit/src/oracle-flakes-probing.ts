import { flakeText, type OracleFlake, oracleFlake } from "./oracle-flake.ts";

const LIBRARY = `{
      beside = file: if builtins.pathExists (dirOf file + "/b.nix") then import (dirOf file + "/b.nix") else "none";
      above = file: toString (builtins.pathExists (file + "/../../top.nix"));
      longer = file: if builtins.pathExists (file + ".local") then builtins.readFile (file + ".local") else "none";
      cut = file: toString (builtins.pathExists (builtins.head (builtins.match "(.*)/[^/]*" (toString file)) + "/c.nix"));
      names = file: toString (builtins.attrNames (builtins.readDir (dirOf file)));
      copied = file: "\${builtins.path { path = dirOf file; name = "copied"; filter = path: type: builtins.match ".*[.]md" path != null; }}";
    }`;

const ADDITIONS = {
  "nix/b.nix": '"v1000"\n',
  "nix/c.nix": '"v1000"\n',
  "nix/a.txt.local": "v1000\n",
  "nix/notes.md": "v1000\n",
  "top.nix": "1\n",
};

/** Flakes with code that is given a path, and makes other paths of it. */
export function flakesThatProbe(): readonly OracleFlake[] {
  return [
    oracleFlake({
      title: "paths made of a given one",
      shells: ["default", "above", "longer", "cut", "names", "copied"].map((name) => ({ name })),
      entries: {
        "flake.nix": flakeText({
          lets: "lib = import ./lib.nix;",
          shells: `default = mk "default" { A = lib.beside ./nix/a.txt; }; ${shellsOf(["above", "longer", "cut", "names", "copied"])}`,
        }),
        "lib.nix": `${LIBRARY}\n`,
        "nix/a.txt": "v1000\n",
      },
      reads: ["flake.nix", "lib.nix"],
      additions: ADDITIONS,
    }),
    oracleFlake({
      title: "paths that another flake makes of a given one",
      hasInputs: true,
      shells: ["default", "longer", "names", "copied"].map((name) => ({ name })),
      entries: {
        "flake.nix": flakeText({
          inputs: 'inputs.outside.url = "path:@BESIDE@/outside";',
          takes: "{ self, outside }",
          lets: "inherit (outside) lib;",
          shells: `default = mk "default" { A = lib.beside ./nix/a.txt; }; ${shellsOf(["longer", "names", "copied"])}`,
        }),
        "../outside/flake.nix": `{ outputs = { self }: { lib = ${LIBRARY}; }; }\n`,
        "nix/a.txt": "v1000\n",
      },
      reads: ["flake.nix"],
      additions: ADDITIONS,
    }),
  ];
}

function shellsOf(names: readonly string[]): string {
  return names.map((name) => `${name} = mk "${name}" { A = lib.${name} ./nix/a.txt; };`).join(" ");
}
