import { afterAll, describe, expect, test } from "@jest/globals";
import { flakeText, nixVersions, privateNixStore } from "@nix-repo/testkit";
import { readFlags } from "../../src/keep/nix-flags.ts";
import { heldAgainstNix } from "./held-against-nix.ts";

describe("flags that are known", () => {
  test("what is harmless, and what matters where something is built", () => {
    expect(readFlags(["--offline", "--no-write-lock-file", "--option", "extra-substituters", "https://x", "-j", "2"], "/w")).toEqual({
      kind: "known",
      outside: [],
      building: ["--offline", "--option", "extra-substituters", "https://x", "-j", "2"],
      overrides: [],
    });
  });

  test("overridden inputs", () => {
    const rev = "0123456789012345678901234567890123456789";
    expect(readFlags(["--override-input", "a", "path:../a b", "--override-input", "b", `github:o/r/${rev}`], "/w/x")).toEqual({
      kind: "known",
      outside: ["/w/a b"],
      building: [],
      overrides: ["path:/w/a%20b", `github:o/r/${rev}`],
    });
  });

  test.each<[readonly string[], string]>([
    [["--impure"], "--impure"],
    [["--option", "pure-eval", "false"], "--option pure-eval"],
    [["--option", "impure-env", "A=b"], "--option impure-env"],
    [["--option", "plugin-files", "/x.so"], "--option plugin-files"],
    [["--option", "allowed-uris", "https://x"], "--option allowed-uris"],
    [["--option", "nix-path", "x=/y"], "--option nix-path"],
    [["--option", "something-new", "x"], "--option something-new"],
    [["--override-input", "a", "github:o/r"], "--override-input a"],
    [["--override-input", "a", "git+https://user:secret@host/r"], "--override-input a"],
    [["--arg", "x", "1"], "--arg"],
    [["--something=secret"], "--something"],
  ])("not known: %j", (flags, flag) => {
    expect(readFlags(flags, "/w")).toEqual({ kind: "unknown", flag });
  });
});

describe.each(nixVersions())("$label: inputs that flags replace", (nix) => {
  const store = privateNixStore(nix);
  afterAll(() => store.dispose());
  const value = (text: string) => `{ outputs = _: { value = "${text}"; }; }\n`;
  const entries = {
    "flake.nix": flakeText({
      inputs: 'inputs.a.url = "path:@BESIDE@/a"; inputs.b.url = "path:@BESIDE@/b";',
      takes: "{ self, a, b }",
      shells: 'default = mk "default" { A = a.value; B = b.value; };',
    }),
    "../a/flake.nix": value("a"),
    "../b/flake.nix": value("b"),
    "../instead/flake.nix": value("instead"),
  };
  const flags = ["--override-input", "a", "path:@BESIDE@/instead"];

  test("kept where the others are locked", async () => {
    const states = await heldAgainstNix({
      ...{ nix, store, entries, flags },
      prepare({ nix, repository }) {
        nix("flake", "update");
        repository.git("add", "--all");
      },
      edit: ({ repository }) => repository.put("../instead/flake.nix", value("other")),
    });
    expect(states).toEqual(["valid", "stale (/instead)", "valid"]);
  });

  test("not kept beside one that is not locked", async () => {
    const states = await heldAgainstNix({
      ...{ nix, store, entries, flags: [...flags, "--no-write-lock-file"] },
      edit: ({ repository }) => repository.put("../b/flake.nix", value("other")),
    });
    expect(states).toEqual(["unkept", "unkept", "unkept"]);
  });

  test("not kept where what takes the place has an input that is not locked", async () => {
    const states = await heldAgainstNix({
      ...{ nix, store, flags },
      entries: {
        ...entries,
        "../instead/flake.nix": '{ inputs.c.url = "path:@BESIDE@/c"; outputs = { self, c }: { inherit (c) value; }; }\n',
        "../c/flake.nix": value("c"),
      },
      prepare({ nix, repository }) {
        nix("flake", "update");
        repository.git("add", "--all");
      },
      edit: ({ repository }) => repository.put("../c/flake.nix", value("other")),
    });
    expect(states).toEqual(["unkept", "unkept", "unkept"]);
  });

  test("settings of the flake's own that make it impure", async () => {
    const text = flakeText({ shells: 'default = mk "default" { A = builtins.getEnv "HOME"; };' });
    const states = await heldAgainstNix({
      ...{ nix, store, flags: ["--accept-flake-config"] },
      entries: { "flake.nix": `{ nixConfig.pure-eval = false; ${text.slice(1)}` },
      edit: () => {},
    });
    expect(states).toEqual(["missing", "missing", "missing"]);
  });
});
