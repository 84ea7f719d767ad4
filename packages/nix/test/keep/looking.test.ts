import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { flakeText, nixVersions, type OracleEntries, privateNixStore } from "@nix-repo/testkit";
import { type HeldPlace, heldAgainstNix } from "./held-against-nix.ts";

const track =
  (path: string, text = "1\n") =>
  (place: HeldPlace) => {
    place.repository.put(path, text);
    place.repository.git("add", "--all");
  };

/** A shell whose attribute is what `lib.nix` makes of a file that it is given. */
function given(library: string, entries: OracleEntries = {}): OracleEntries {
  return {
    "flake.nix": flakeText({ shells: 'default = mk "default" { A = import ./lib.nix ./nix/a.txt; };' }),
    "lib.nix": `file: ${library}\n`,
    "nix/a.txt": "v1\n",
    ...entries,
  };
}

describe.each(nixVersions())("$label: where code looks that is given a path", (nix) => {
  const store = privateNixStore(nix);
  afterAll(() => store.dispose());

  test.each<[string, OracleEntries, (place: HeldPlace) => void, string]>([
    ["beside it", given('toString (builtins.pathExists (dirOf file + "/b.nix"))'), track("nix/b.nix"), "nix/b.nix"],
    ["above it", given('toString (builtins.pathExists (file + "/../../top"))'), track("top"), "top"],
    ["at a longer name", given('toString (builtins.pathExists (file + ".local"))'), track("nix/a.txt.local"), "nix/a.txt.local"],
    [
      "at a name cut out of its own",
      given('toString (builtins.pathExists (builtins.head (builtins.match "(.*)/[^/]*" (toString file)) + "/c"))'),
      track("nix/c"),
      "nix/c",
    ],
    [
      "with builtins of another name",
      given('let b = builtins; inherit (b) pathExists; in toString (map pathExists [ (dirOf file + "/b.nix") ])'),
      track("nix/b.nix"),
      "nix/b.nix",
    ],
    [
      "at what is there, and is read later",
      given('if builtins.pathExists (dirOf file + "/b.nix") then import (dirOf file + "/b.nix") else "none"', { "nix/b.nix": '"1"\n' }),
      track("nix/b.nix", '"2"\n'),
      "nix/b.nix",
    ],
    [
      "in a filter of copied files",
      given('"${builtins.path { path = dirOf file; name = "x"; filter = path: type: builtins.match ".*[.]md" path != null; }}"'),
      track("nix/new.md"),
      "the names of files",
    ],
  ])("%s", async (_what, entries, edit, because) => {
    expect(await heldAgainstNix({ nix, store, entries, edit })).toEqual(["valid", `stale (${because})`, "valid"]);
  });

  test.each<[string, string, string, readonly string[]]>([
    ["beside it", 'builtins.pathExists (dirOf file + "/b.nix")', "nix/b.nix", ["valid", "stale (the names of files)", "valid"]],
    // Found out as long as there is nothing; what is there then is not given to an evaluation that is watched.
    [
      "at a longer name",
      'builtins.pathExists (file + ".local")',
      "nix/a.txt.local",
      ["valid", "stale (names that begin with nix/a.txt)", "unkept"],
    ],
  ])("in another flake, %s", async (_what, value, path, states) => {
    const entries = {
      "flake.nix": flakeText({
        inputs: 'inputs.lib.url = "path:@BESIDE@/lib";',
        takes: "{ self, lib }",
        shells: 'default = mk "default" { A = lib.made ./nix/a.txt; };',
      }),
      "../lib/flake.nix": `{ outputs = _: { made = file: toString (${value}); }; }\n`,
      "nix/a.txt": "v1\n",
    };
    expect(await heldAgainstNix({ nix, store, entries, prepare: lock, edit: track(path) })).toEqual(states);
    // Nix writes the lock file itself then, while it evaluates.
    expect(await heldAgainstNix({ nix, store, entries, edit: track(path) })).toEqual(states);
  });

  test("for the shell itself, among those of a set that has it later", async () => {
    const entries = {
      "flake.nix": flakeText({
        shells: { set: "import ./shells.nix mk" },
        outputs: 'packages.${system}.default = mk "package" { };',
      }),
      "shells.nix": "mk: { }\n",
    };
    const edit = track("shells.nix", 'mk: { default = mk "shell" { }; }\n');
    expect(await heldAgainstNix({ nix, store, entries, edit })).toEqual(["valid", "stale (shells.nix)", "valid"]);
  });

  test("a folder that is there for 2.8 alone, as all that git tracks in it is gone", async () => {
    const entries = {
      "flake.nix": flakeText({
        shells: 'default = mk "default" { A = builtins.filterSource (path: type: type == "directory") ./scripts; };',
      }),
      "scripts/keep/x": "1\n",
      "scripts/deep/x": "1\n",
    };
    const prepare = ({ repository }: HeldPlace) => rmSync(join(repository.root, "scripts/deep/x"));
    const edit = ({ repository }: HeldPlace) => repository.git("add", "--all");
    const [first, edited] = await heldAgainstNix({ nix, store, entries, prepare, edit });
    expect([first, edited]).toEqual(nix.version === "2.8" ? ["valid", "stale (names in scripts)"] : ["unkept", "unkept"]);
  });
});

function lock({ nix, repository }: HeldPlace): void {
  nix("flake", "update");
  repository.git("add", "--all");
}
