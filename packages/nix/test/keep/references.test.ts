import { describe, expect, test } from "@jest/globals";
import { referencesOf } from "../../src/keep/references.ts";

const paths = (source: string) => referencesOf(source).paths.map(({ text, interpolated }) => (interpolated ? `${text}\${` : text));

describe("path literals", () => {
  test.each([
    ["files and folders", "import ./nix/a.nix { x = ../b; y = ./.; z = ./dir/; }", ["./nix/a.nix", "../b", "./.", "./dir/"]],
    ["not in comments", "# ./a\n/* ./b */ ./c", ["./c"]],
    ["not in strings", `"./a" ''./b'' ./c`, ["./c"]],
    ["inside interpolations, nested", "\"${./a} ${\"${./b}\"}\" ''x ${ { y = ./c; }.y } ''", ["./a", "./b", "./c"]],
    ["after escapes", `"\\\${./a}" "$\${./b}" ''\${ ./c }'' '' ''\${./d} ''`, ["./c"]],
    ["interpolated ones, up to the first ${", "./shells/${name}/x.nix + ./${name}", ["./shells/${", "./${"]],
    ["paths inside an interpolated path", "./a/${toString ./b}/c ./d", ["./a/${", "./b", "./d"]],
    ["without a leading dot", "src/main.nix", ["src/main.nix"]],
    ["not absolute ones, search paths or URIs", "/etc/passwd ~/x <nixpkgs/lib> https://example.org/a/b github:a/b", []],
    ["beside operators", "a // ./b ++ [ ./c ] -> ./d", ["./b", "./c", "./d"]],
    ["behind a stray brace", "} ./a } ./b", ["./a", "./b"]],
  ])("%s", (_what, source, expected) => {
    expect(paths(source)).toEqual(expected);
  });
});

describe("what becomes of the flake itself", () => {
  test.each([
    ["self as a formal only", "{ outputs = { self, nixpkgs }: { }; }", "none"],
    ["self.packages", "{ outputs = { self, ... }: { x = self.packages.a; }; }", "none"],
    ["inputs by name", "{ outputs = inputs: { x = inputs.nixpkgs.lib; }; }", "none"],
    ["inputs by name, with an @", "{ outputs = { nixpkgs, ... }@inputs: inputs.nixpkgs; }", "none"],
    ["self in a string", '{ outputs = { self }: { x = "${self}/a"; }; }', "handed-on"],
    ["self + a path", '{ outputs = { self }: { x = self + "/a"; }; }', "handed-on"],
    ["self.outPath", "{ outputs = { self }: self.outPath; }", "handed-on"],
    ["inherit self", "{ outputs = { self }: f { inherit self; }; }", "handed-on"],
    ["inherit inputs", "{ outputs = inputs@{ self, ... }: f { inherit inputs; }; }", "handed-on"],
    ["inputs as an argument", "{ outputs = args: lib.mkFlake args { }; }", "handed-on"],
    ["inputs.self", "{ outputs = inputs: f inputs.self; }", "handed-on"],
    ["inputs, computed", "{ outputs = inputs: inputs.${name}; }", "handed-on"],
    ["self ? rev", "{ outputs = { self }: if self ? rev then 1 else 2; }", "handed-on"],
  ])("%s: %s", (_what, source, expected) => {
    expect(referencesOf(source).self).toBe(expected);
  });

  test.each([
    ["self.rev", "{ self }: self.rev", true],
    ["self ? rev", "{ self }: self ? rev", true],
    ["with a default", '{ self }: self.shortRev or "dirty"', true],
    ["inherit (self) rev", "{ self }: { inherit (self) lastModified; }", true],
    ["a quoted attribute", '{ self }: self."rev"', true],
    ["an attribute of that name that is set", "{ rev = 1; }", false],
    ["a word in a string", '"the rev of it"', false],
    ["pinned by hand", "fetchGit { rev = x; narHash = y; }", false],
  ])("metadata: %s: %p", (_what, source, expected) => {
    expect(referencesOf(source).metadata).toBe(expected);
  });
});
