import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { nixVersions, privateNixStore, temporaryFolder } from "@nix-repo/testkit";
import fc from "fast-check";
import { addDevShell } from "../../src/edit/dev-shell/add-dev-shell.ts";
import { flakes, unusualFlakes } from "./flake-shapes.ts";
import { without } from "./insertions.ts";

const SHELL = { folder: "backend/billing", packages: ["go"] };

describe("a devShell is added to", () => {
  test.each(Object.entries(flakes))("%s", (_name, { text, adds, path = ["backend-billing"] }) => {
    const addition = addDevShell(text, SHELL);
    if (addition.kind !== "added") throw new Error(JSON.stringify(addition));
    expect(addition.insertions.map((each) => each.text)).toEqual(adds);
    expect(addition.path).toEqual(path);
    // Not a byte of the rest has changed.
    expect(without(addition.text, addition.insertions)).toBe(text);
    // A second time there is nothing to do.
    expect(addDevShell(addition.text, SHELL)).toEqual({ kind: "there", path });
  });

  test("shells by other names, in groups, and with names that must be quoted", () => {
    const { text } = flakes["shells of a let"] ?? { text: "" };
    const addedTo = (name: string) => {
      const addition = addDevShell(text, { ...SHELL, name });
      return addition.kind === "added" ? addition.insertions.map((each) => each.text.trim()) : addition;
    };
    expect(addedTo("2fa")).toEqual(['"2fa" = pkgs.mkShell { packages = [ pkgs.go ]; };']);
    expect(addedTo("with")).toEqual(['"with" = pkgs.mkShell { packages = [ pkgs.go ]; };']);
    expect(addedTo("backend.billing")).toEqual(["backend.billing = pkgs.mkShell { packages = [ pkgs.go ]; };"]);
    expect(addedTo("default")).toEqual({ kind: "there", path: ["default"] });
    expect(addedTo("quoted name")).toEqual({ kind: "there", path: ["quoted name"] });
  });
});

test("several are added one after the other, whatever they are called; all of the rest stays, and Nix reads it", () => {
  const names = fc.stringMatching(/^[\p{L}\p{N}_][\p{L}\p{N}._'" $\\{}-]{0,8}$/u).filter((name) => !name.includes("."));
  const packages = fc.subarray(["go", "python3Packages.pytest", "dotnet-sdk_8"]);
  const results: string[] = [];
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.values(flakes)),
      fc.uniqueArray(fc.tuple(names, packages), { minLength: 1, maxLength: 3 }),
      ({ text }, all) => {
        let now = text;
        for (const [name, wanted] of all) {
          const addition = addDevShell(now, { name, folder: `backend/${name}`, packages: wanted });
          if (addition.kind === "there") continue;
          if (addition.kind !== "added") throw new Error(`${name}: ${JSON.stringify(addition)}\n${now}`);
          expect(without(addition.text, addition.insertions)).toBe(now);
          now = addition.text;
          expect(addDevShell(now, { name, folder: "x", packages: [] }).kind).toBe("there");
        }
        results.push(now);
      },
    ),
  );
  const bin = nixVersions().at(-1)?.bin ?? "";
  using folder = temporaryFolder(Object.fromEntries(results.map((text, i) => [`${i}.nix`, text])));
  using store = privateNixStore({ bin });
  const env = { ...store.variables, HOME: folder.path };
  const files = results.map((_, i) => `${i}.nix`);
  execFileSync(join(bin, "nix-instantiate"), ["--parse", ...files], { cwd: folder.path, env, stdio: "pipe", maxBuffer: 1e9 });
});

describe("told what to add, and where", () => {
  test.each(Object.entries(unusualFlakes))("%s", (_name, { text, why, line }) => {
    expect(addDevShell(text, SHELL)).toEqual({
      kind: "by-hand",
      why,
      line,
      add: "backend-billing = pkgs.mkShell { packages = [ pkgs.go ]; };",
      path: ["backend-billing"],
    });
  });
});

describe.each(nixVersions())("$label evaluates what was written", ({ bin }) => {
  test.each(Object.entries(flakes))("%s", (_name, { text, path = ["backend-billing"] }) => {
    const addition = addDevShell(text, SHELL);
    if (addition.kind !== "added") throw new Error(JSON.stringify(addition));
    const inputs = Object.fromEntries(
      ["flake-inputs.nix", "imported-nixpkgs.nix"].map((name) => [name, readFileSync(join(import.meta.dirname, name), "utf8")]),
    );
    using folder = temporaryFolder({ "before.nix": text, "after.nix": addition.text, ...inputs });
    using store = privateNixStore({ bin });
    const shells = (file: string) => `
      let
        inputs = import ./flake-inputs.nix // { self = { outPath = "/self"; }; };
        flake = import ./${file};
        given = builtins.functionArgs flake.outputs;
        named = builtins.intersectAttrs given inputs;
        all = (flake.outputs (if given == { } then inputs else named)).devShells.x86_64-linux;
      in all`;
    const expression = `{ before = (${shells("before.nix")}); after = (${shells("after.nix")}); }`;
    const json = execFileSync(join(bin, "nix-instantiate"), ["--eval", "--strict", "--json", "-E", expression], {
      cwd: folder.path,
      encoding: "utf8",
      env: { ...store.variables, HOME: folder.path },
      stdio: "pipe",
    });
    type Shells = Record<string, unknown>;
    const { before, after } = JSON.parse(json) as { before: Shells; after: Shells };
    const [first = "", ...rest] = path;
    const added = rest.reduce((set, name) => set?.[name] as Shells | undefined, after[first] as Shells | undefined);
    expect((added as { names?: unknown } | undefined)?.names).toContain("go");
    const group = rest.length === 0 ? {} : { [first]: { ...(before[first] as Shells), [rest[0] ?? ""]: added } };
    expect(after).toEqual({ ...before, ...(rest.length === 0 ? { [first]: added } : group) });
  });
});
