import { flakeText, type OracleFlake, oracleFlake } from "./oracle-flake.ts";
import { readingShells } from "./oracle-flakes-naming.ts";

/** Flakes that lie or look elsewhere than in a plain git repository. */
export function flakesElsewhere(): readonly OracleFlake[] {
  return [
    oracleFlake({
      title: "in a linked worktree",
      form: "worktree",
      entries: { ...readingShells.entries, "flake.nix": flakeText({ shells: readingShells.shells }) },
      reads: ["flake.nix", ...readingShells.named],
      additions: { "nix/other.nix": "{ }\n" },
      named: readingShells.named,
    }),
    oracleFlake({
      title: "local inputs",
      hasInputs: true,
      flags: [["--override-input", "outside", "path:@BESIDE@/other"], ["--impure"], ["--option", "pure-eval", "false"]],
      entries: {
        "flake.nix": flakeText({
          inputs: 'inputs.outside.url = "path:@BESIDE@/outside"; inputs.vendor = { url = "path:./vendor"; flake = false; };',
          takes: "{ self, outside, vendor }",
          shells: `default = mk "default" { LIB = outside.value; };
            web = mk "web" { VENDOR = import "\${vendor}/value.nix"; PURE = if builtins ? currentSystem then builtins.getEnv "ORACLE" else "pure"; };`,
        }),
        "vendor/value.nix": '"v1000"\n',
        "../outside/flake.nix": '{ outputs = { self }: { value = "v1000"; }; }\n',
        "../other/flake.nix": "{ outputs = { self }: { value = builtins.readFile ./value; }; }\n",
        "../other/value": "v1000\n",
      },
      reads: ["flake.nix", "vendor/value.nix", "../outside/flake.nix", "../other/value"],
      additions: { "vendor/more.nix": '"v1000"\n' },
    }),
    oracleFlake({
      title: "other flakes of the repository, as paths too",
      reference: "path:.",
      shells: [
        { name: "default" },
        { name: "web", flake: "." },
        { name: "default", flake: "path:./env" },
        { name: "default", flake: "./env" },
      ],
      entries: {
        "flake.nix": flakeText({
          lets: "names = toString (builtins.attrNames (builtins.readDir ./services)); local = toString (builtins.pathExists ./local.nix);",
          shells: 'default = mk "default" { inherit names local; }; web = mk "web" { inherit names local; };',
        }),
        "env/flake.nix": flakeText({
          shells:
            'default = mk "env" { A = if builtins.pathExists ./local.nix then import ./local.nix else "none"; B = import ./value.nix; };',
        }),
        "env/value.nix": '"v1000"\n',
        "env/nix/stdenv/setup": "export PATH=/usr/bin:/bin\nSTDENV=v1000\n",
      },
      reads: ["flake.nix", "env/flake.nix", "env/value.nix", "env/nix/stdenv/setup"],
      additions: { "local.nix": "1\n", "services/more.txt": "v1000\n", "env/local.nix": '"v1000"\n' },
    }),
    oracleFlake({
      title: "in a subfolder",
      folder: "env",
      entries: {
        "env/flake.nix": flakeText({
          shells:
            'default = mk "default" { A = import ../shared/x.nix; }; web = mk "web" { B = builtins.readFile ../VERSION; C = import ./local.nix; };',
        }),
        "env/local.nix": '"v1000"\n',
        "shared/x.nix": 'import ./y.nix + "v1000"\n',
        "shared/y.nix": '"v1000"\n',
        VERSION: "v1000\n",
      },
      reads: ["env/flake.nix", "env/local.nix", "shared/x.nix", "shared/y.nix", "VERSION"],
      additions: { "flake.nix": "{ outputs = _: { }; }\n", "shared/z.nix": "1\n" },
    }),
    oracleFlake({
      title: "above the workspace",
      folder: "services",
      entries: {
        "flake.nix": flakeText({ shells: 'default = mk "default" { A = import ./nix/value.nix; }; web = mk "web" { };' }),
        "nix/value.nix": '"v1000"\n',
        "nix/stdenv/setup": "export PATH=/usr/bin:/bin\nSTDENV=v1000\n",
      },
      reads: ["flake.nix", "nix/value.nix", "nix/stdenv/setup"],
      additions: {
        "services/flake.nix": flakeText({ shells: 'default = mk "nearer" { }; web = mk "nearer" { };' }),
        "services/more.txt": "v1000\n",
      },
    }),
    oracleFlake({
      title: "without git",
      form: "plain",
      shells: [{ name: "default" }, { name: "web" }, { name: "dated" }, { name: "kinds" }],
      entries: {
        "flake.nix": flakeText({
          shells: `default = mk "default" { A = import ./nix/value.nix; };
            web = mk "web" { NAMES = toString (builtins.attrNames (builtins.readDir ./services)); LOCAL = toString (builtins.pathExists ./local.nix); };
            dated = mk "dated" { AT = toString self.lastModified; };
            kinds = mk "kinds" { KINDS = builtins.toJSON (builtins.readDir ./services); src = ./services; };`,
        }),
        "nix/value.nix": '"v1000"\n',
      },
      reads: ["flake.nix", "nix/value.nix"],
      additions: { "local.nix": "1\n", "services/folder/x": "1\n", "services/more.txt": "v1000\n" },
    }),
    oracleFlake({
      title: "content that git converts or hides",
      gitHides: true,
      entries: {
        "flake.nix": flakeText({
          shells:
            'default = mk "default" { A = builtins.readFile ./dos.txt; }; web = mk "web" { B = builtins.readFile ./ident.txt; script = ./script.sh; };',
        }),
        ".gitattributes": "dos.txt text eol=crlf\nident.txt ident\n",
        "dos.txt": "v1000\r\n",
        "ident.txt": "$Id$ v1000\n",
        "script.sh": { executable: "echo v1000\n" },
      },
      reads: ["flake.nix", "dos.txt", "ident.txt", "script.sh"],
    }),
  ];
}
