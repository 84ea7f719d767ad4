import { flakeText, type OracleFlake, oracleFlake } from "./oracle-flake.ts";

/** Flakes that depend on themselves as a whole: on all their files, on the commit, on whether the tree is clean. */
export function flakesOfSelf(): readonly OracleFlake[] {
  return [
    oracleFlake({
      title: "a library that reads inputs.self",
      shells: [{ name: "default" }, { candidates: ["extra", "default"] }],
      hasInputs: true,
      entries: {
        "flake.nix": flakeText({
          inputs: 'inputs.lib.url = "path:./lib";',
          takes: "{ self, ... }@inputs",
          shells: { set: "inputs.lib.shells { inherit inputs mk; }" },
        }),
        "lib/flake.nix": `{
  outputs = { self }: {
    shells = { inputs, mk }:
      let
        folder = inputs.self + "/shells";
        shell = file: rec { name = builtins.replaceStrings [ ".nix" ] [ "" ] file; value = mk name { A = import (folder + "/\${file}"); LIB = "v1000"; }; };
      in builtins.listToAttrs (map shell (builtins.attrNames (builtins.readDir folder)));
  };
}
`,
        "shells/default.nix": '"v1000"\n',
      },
      reads: ["flake.nix", "lib/flake.nix", "shells/default.nix"],
      additions: { "shells/extra.nix": '"v1000"\n', "shells/other.nix": '"v1000"\n' },
    }),
    oracleFlake({
      title: "self.rev",
      shells: [{ name: "default" }, { name: "web" }, { name: "plain" }],
      entries: {
        "flake.nix": flakeText({
          shells:
            'default = mk "default" { REV = self.rev or "dirty"; }; web = mk "web" { SHORT = self.shortRev or "none"; }; plain = mk "plain" { };',
        }),
      },
      reads: ["flake.nix"],
    }),
    oracleFlake({
      title: "a flake within it that reads its revision",
      hasInputs: true,
      entries: {
        "flake.nix": flakeText({
          inputs: 'inputs.vendor.url = "path:./vendor";',
          takes: "{ self, vendor }",
          shells: 'default = mk "default" { A = vendor.revision; }; web = mk "web" { };',
        }),
        "vendor/flake.nix": '{ outputs = { self }: { revision = self.rev or "v1000"; }; }\n',
      },
      reads: ["flake.nix", "vendor/flake.nix"],
    }),
    oracleFlake({
      title: "self.lastModified",
      entries: {
        "flake.nix": flakeText({
          shells: 'default = mk "default" { AT = toString self.lastModified; }; web = mk "web" { DATE = self.lastModifiedDate; };',
        }),
      },
      reads: ["flake.nix"],
    }),
    oracleFlake({
      title: "self in disguise",
      shells: [{ name: "default" }, { name: "web" }, { name: "path" }, { name: "copied" }],
      entries: {
        "flake.nix": flakeText({
          takes: "inputs",
          lets: 'own = inputs.${"se" + "lf"}; revOf = import ./nix/rev.nix;',
          shells: `default = mk "default" { REV = revOf own; };
            web = mk "web" { HAS = if builtins.hasAttr ("r" + "ev") own then "clean" else "dirty"; };
            path = mk "path" { HERE = toString ./.; };
            copied = mk "copied" { HERE = "\${./.}"; };`,
        }),
        "nix/rev.nix": 'flake: builtins.substring 0 8 (flake.${"re" + "v"} or "v1000")\n',
      },
      reads: ["flake.nix", "nix/rev.nix"],
    }),
    oracleFlake({
      title: "what a file's content says",
      shells: [{ name: "default" }, { name: "web" }, { name: "exists" }, { name: "indirect" }],
      entries: {
        "flake.nix": flakeText({
          lets: "mode = builtins.substring 0 5 (builtins.readFile ./mode);",
          shells: `default = mk "default" { A = if mode == "v1001" then toString ./. else if mode == "v1002" then self.rev or "dirty" else "none"; };
            web = mk "web" { src = if mode == "v1001" then ./services else if mode == "v1002" then builtins.readFile (./services + "/api/handler.txt") else "none"; };
            indirect = mk "indirect" { A = let path = ./data + "/\${mode}"; in if builtins.pathExists path then builtins.readFile path else "none"; };
            exists = mk "exists" { A = if mode == "v1001" then toString (builtins.attrNames (builtins.readDir ./src)) else if mode == "v1002" then builtins.readFile ./src/main.ts else "none"; };`,
        }),
        mode: "v1000\n",
        "data/v1000": "v1000\n",
        "data/v1001": "v1001\n",
      },
      reads: ["flake.nix", "mode", "mode", "data/v1000", "data/v1001", "services/api/handler.txt", "src/main.ts"],
      additions: { "data/v1002": "v1002\n", "services/more.txt": "v1000\n", "src/more.ts": "v1000\n" },
    }),
  ];
}
