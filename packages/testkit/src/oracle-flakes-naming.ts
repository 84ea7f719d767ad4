import { flakeText, type OracleFlake, oracleFlake, outputsText } from "./oracle-flake.ts";

/** Shells of a file of their own, which reads another one. */
export const readingShells = {
  entries: {
    "nix/shell.nix": '{ mk }: { default = mk "default" { TOOL = builtins.readFile ./tool-version; }; web = mk "web" { A = "v1000"; }; }\n',
    "nix/tool-version": "v1000\n",
  },
  shells: { set: "import ./nix/shell.nix { inherit mk; }" },
  named: ["nix/shell.nix", "nix/tool-version"],
};

/** Flakes whose shells read files that stand in their text, and nothing else. */
export function flakesThatName(): readonly OracleFlake[] {
  return [
    oracleFlake({
      title: "reads only what it names",
      entries: { ...readingShells.entries, "flake.nix": flakeText({ shells: readingShells.shells }), "nix/notes.md": "v1000\n" },
      reads: ["flake.nix", ...readingShells.named],
      additions: { "nix/other.nix": "{ }\n", "default.nix": "{ }\n" },
      named: readingShells.named,
    }),
    oracleFlake({
      title: "a package of everything beside the shells",
      entries: {
        ...readingShells.entries,
        "flake.nix": flakeText({ shells: readingShells.shells, outputs: 'packages.${system}.default = mk "app" { src = ./.; };' }),
      },
      reads: ["flake.nix", ...readingShells.named],
      additions: { "nix/other.nix": "{ }\n" },
      named: readingShells.named,
    }),
    oracleFlake({
      title: "TOML and JSON",
      entries: {
        "flake.nix": flakeText({
          shells: `default = mk "default" { TOOL = (builtins.fromTOML (builtins.readFile ./tools.toml)).version; };
            web = mk "web" { NODE = (builtins.fromJSON (builtins.readFile ./package.json)).engine; LOCK = builtins.hashFile "sha256" ./lock.txt; };`,
        }),
        "tools.toml": 'version = "v1000"\n',
        "package.json": '{ "engine": "v1000", "name": "x" }\n',
        "lock.txt": "v1000\n",
      },
      reads: ["flake.nix", "tools.toml", "package.json", "lock.txt"],
      additions: { "package-lock.json": "{}\n" },
      named: ["tools.toml", "package.json", "lock.txt"],
    }),
    oracleFlake({
      title: "outputs of another file",
      entries: {
        "flake.nix": "{ outputs = inputs: import ./outputs.nix inputs; }\n",
        "outputs.nix": `${outputsText({
          takes: "{ self, ... }@all",
          shells: 'default = mk "default" { A = import ./nix/value.nix; }; web = mk "web" { REV = all.self.rev or "dirty"; };',
        })}\n`,
        "nix/value.nix": '"v1000"\n',
      },
      reads: ["outputs.nix", "nix/value.nix"],
    }),
  ];
}
