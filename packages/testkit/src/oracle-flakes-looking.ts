import { flakeText, type OracleFlake, oracleFlake } from "./oracle-flake.ts";

/** Flakes that look at what there is. */
export function flakesThatLook(): readonly OracleFlake[] {
  // Reached through symlinks: what lies above depends on whether they were followed first.
  const probe = 'if builtins.pathExists ../probe.nix then import ../probe.nix else "none"';
  return [
    oracleFlake({
      title: "readDir with a filter",
      shells: [{ name: "default" }, { name: "web" }, { name: "kinds" }, { name: "root" }],
      entries: {
        "flake.nix": flakeText({
          lets: 'isNix = name: builtins.match ".*[.]nix" name != null; names = builtins.filter isNix (builtins.attrNames (builtins.readDir ./services));',
          shells: `default = mk "default" { NAMES = toString names; };
            web = mk "web" {
              ALL = toString (map (name: import (./services + "/\${name}")) names);
              src = builtins.path { path = ./services; name = "src"; filter = path: type: type == "directory" || isNix (baseNameOf path); };
            };
            kinds = mk "kinds" { KINDS = builtins.toJSON (builtins.readDir ./services); };
            root = mk "root" { src = builtins.path { path = ./.; name = "root"; filter = path: type: builtins.match ".*(services|[.]md|[.]txt)" path != null; }; };`,
        }),
        "services/one.nix": '"v1000"\n',
        "services/two.nix": '"v1000"\n',
      },
      reads: ["flake.nix", "services/one.nix", "services/two.nix"],
      additions: {
        "services/three.nix": '"v1000"\n',
        "services/api/four.nix": '"v1000"\n',
        "services/five.txt": "v1000\n",
        "services/six": "v1000\n",
        "services/seven.nix/default.nix": '"v1000"\n',
      },
    }),
    oracleFlake({
      title: "pathExists",
      shells: [{ name: "default" }, { name: "web" }, { name: "computed" }, { name: "suffixed" }],
      entries: {
        "flake.nix": flakeText({
          shells: `default = mk "default" { LOCAL = if builtins.pathExists ./local.nix then import ./local.nix else "none"; };
            web = mk "web" { EXTRA = toString (builtins.pathExists ./config/extra); ENV = if builtins.pathExists ./.envrc then "v1000" else "no"; };
            computed = mk "computed" { GONE = toString (map (name: builtins.pathExists (./. + "/\${name}")) [ "gone.txt" "config/gone" "src/main.ts" ]); };
            suffixed = mk "suffixed" { LOCAL = toString (builtins.pathExists (./local + ".nix")); ENV = let name = "env"; in toString (builtins.pathExists ./.\${name}rc); };`,
        }),
        "config/present": "v1000\n",
      },
      reads: ["flake.nix", "config/present"],
      additions: {
        "local.nix": '"v1000"\n',
        "config/extra": "v1000\n",
        "config/extra/inner": "v1000\n",
        ".envrc": "v1000\n",
        "gone.txt": "v1000\n",
        "config/gone/x": "v1000\n",
      },
    }),
    oracleFlake({
      title: "shells that come and go",
      shells: [{ name: "default" }, { name: "tools" }, { candidates: ["extra", "tools", "default"] }],
      entries: {
        "flake.nix": flakeText({
          shells: {
            set: '(import ./shells.nix { inherit mk; }) // (if builtins.pathExists ./extra.nix then { extra = mk "extra" { A = import ./extra.nix; }; } else { })',
          },
          outputs: 'packages.${system}.tools = mk "package" { A = "v1000"; };',
        }),
        "shells.nix":
          '{ mk }: { default = mk "default" { }; } // (if builtins.pathExists ./tools.nix then { tools = mk "tools" { B = "v1000"; }; } else { })\n',
      },
      reads: ["flake.nix", "shells.nix"],
      additions: { "extra.nix": '"v1000"\n', "tools.nix": "1\n" },
    }),
    oracleFlake({
      title: "computed paths",
      shells: [{ name: "default" }, { name: "web" }, { candidates: ["extra", "default"] }],
      entries: {
        "flake.nix": flakeText({
          lets: `nameOf = builtins.replaceStrings [ ".nix" ] [ "" ];
            shell = file: let name = nameOf file; in { inherit name; value = mk name { A = import (./shells + "/\${name}.nix"); B = import ./parts/\${name}; }; };`,
          shells: { set: "builtins.listToAttrs (map shell (builtins.attrNames (builtins.readDir ./shells)))" },
        }),
        "shells/default.nix": '"v1000"\n',
        "shells/web.nix": "import ../lib/deep\n",
        "parts/default/default.nix": '"v1000"\n',
        "parts/web/default.nix": "builtins.readFile ./web.txt\n",
        "parts/web/web.txt": "v1000\n",
        "parts/extra/default.nix": '"v1000"\n',
        "lib/deep/default.nix": "import ./two.nix\n",
        "lib/deep/two.nix": 'import ./three/three.nix + import (./three + "/value.nix")\n',
        "lib/deep/three/three.nix": '"v1000"\n',
        "lib/deep/three/value.nix": '"v1000"\n',
      },
      reads: [
        "flake.nix",
        "shells/default.nix",
        "parts/default/default.nix",
        "parts/web/web.txt",
        "parts/extra/default.nix",
        "lib/deep/three/three.nix",
        "lib/deep/three/value.nix",
      ],
      additions: {
        "shells/extra.nix": '"v1000"\n',
        "shells/notes.md": "v1000\n",
        "parts/web.nix": "v1000\n",
        "parts/notes/default.nix": '"v1000"\n',
        "lib/deep/three/default.nix": '"v1000"\n',
      },
    }),
    oracleFlake({
      title: "symlinks and executables",
      shells: [{ name: "default" }, { name: "web" }, { name: "copies" }, { name: "above" }],
      entries: {
        "flake.nix": flakeText({
          lets: 'isScript = path: type: type != "regular" || builtins.match ".*[.]sh" (baseNameOf path) != null;',
          shells: `default = mk "default" { TOOL = builtins.readFile ./version; };
            web = mk "web" { PART = import ./parts/part.nix; script = ./script.sh; };
            above = mk "above" { A = import ./parts/above.nix; B = import ./entry.nix; };
            copies = mk "copies" { tree = builtins.filterSource isScript ./scripts; };`,
        }),
        version: { target: "nix/version-a" },
        "nix/version-a": "v1000\n",
        "nix/version-b": "v1001\n",
        parts: { target: "nix/parts-a" },
        "nix/parts-a/above.nix": probe,
        "nix/parts-b/above.nix": probe,
        "entry.nix": { target: "nix/deep/entry.nix" },
        "nix/deep/entry.nix": `(${probe}) + import ./value.nix`,
        "nix/deep/value.nix": '"v1000"\n',
        "nix/parts-a/part.nix": '"v1000"\n',
        "nix/parts-b/part.nix": '"v1001"\n',
        "script.sh": { executable: "echo v1000\n" },
        "scripts/one.sh": "echo v1000\n",
        "scripts/two.sh": { executable: "echo v1000\n" },
        "scripts/link.sh": { target: "one.sh" },
        "scripts/notes.md": "v1000\n",
      },
      reads: [
        "flake.nix",
        "nix/version-a",
        "nix/version-b",
        "nix/parts-a/part.nix",
        "nix/parts-b/part.nix",
        "script.sh",
        "scripts/one.sh",
        "scripts/two.sh",
      ],
      targets: {
        version: ["nix/version-a", "nix/version-b", "nix/version-c", "./nix/version-a"],
        parts: ["nix/parts-a", "nix/parts-b"],
        "scripts/link.sh": ["one.sh", "two.sh", "nowhere"],
        "entry.nix": ["nix/deep/entry.nix", "parts/above.nix"],
      },
      additions: {
        "probe.nix": '"v1000"\n',
        "nix/probe.nix": '"v1001"\n',
        "scripts/three.sh": { executable: "echo v1000\n" },
        "nix/version-c": "v1002\n",
        "scripts/deep/x.md": "v1000\n",
      },
    }),
  ];
}
