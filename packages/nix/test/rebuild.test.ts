import { describe, expect, test } from "@jest/globals";
import { type CapturedEnvironment, parseDevEnv } from "../src/captured-environment.ts";
import { placeEnvironment } from "../src/placed-environment.ts";
import { rebuildEnvironment } from "../src/rebuild.ts";

function captured(variables: CapturedEnvironment["variables"], nixVersion = "2.26.3"): CapturedEnvironment {
  return { format: 1, installable: ".#web", nixVersion, storePath: "/nix/store/x-web-env", functions: {}, variables };
}

const START = { NIX_GCROOT: "/nix/store/x-web-env", SHELL: "/bin/bash" };
const BASH = { BASH: { type: "var", value: "/bin/bash" } } as const;

describe("rebuilding an environment", () => {
  test("by the type of each variable", () => {
    const shell = captured({
      ...BASH,
      EXPORTED: { type: "exported", value: "shell" },
      SET: { type: "var", value: "shell" },
      SET_HERE: { type: "var", value: "shell" },
      LIST: { type: "array", value: ["a"] },
      MAP: { type: "associative", value: { a: "b" } },
      READONLY: { type: "unknown" },
      HOME: { type: "exported", value: "/homeless-shelter" },
      TMPDIR: { type: "exported", value: "/build" },
    });
    const caller = {
      SET: "c",
      LIST: "c",
      MAP: "c",
      READONLY: "c",
      HOME: "/h",
      TMPDIR: "/t",
      OTHER: "c",
      shellHook: "c",
      SHELL: "/bin/zsh",
    };
    expect(rebuildEnvironment(shell, caller)).toEqual({
      ...START,
      ...{ EXPORTED: "shell", SET: "shell", READONLY: "c", HOME: "/h", TMPDIR: "/t", OTHER: "c" },
    });
  });

  test.each([
    ["2.26.3", "/c", "/s:/c", "/c:/c"],
    ["2.26.3", "", "/s", ""],
    ["2.8.0", "/c", "/s:/c", "/c"],
    ["2.8.0", "", "/s:", ""],
    ["2.91.1", "/c", "/s:/c", "/c:/c"],
  ])("as version %s does, with the caller's %j", (version, callers, path, data) => {
    const shell = captured({ ...BASH, PATH: { type: "exported", value: "/s" } }, version);
    expect(rebuildEnvironment(shell, { PATH: callers, XDG_DATA_DIRS: callers })).toEqual({ ...START, PATH: path, XDG_DATA_DIRS: data });
  });

  test("without a PATH of the caller's: no colon, which would mean the current folder", () => {
    for (const version of ["2.8.0", "2.26.3"]) {
      const shell = captured({ ...BASH, PATH: { type: "exported", value: "/s" } }, version);
      expect(rebuildEnvironment(shell, {})).toEqual({ ...START, PATH: "/s" });
    }
  });

  test("is data: written to a file and read again it is the same", () => {
    const shell = captured({ ...BASH, A: { type: "associative", value: { "x y": "z" } } });
    expect(JSON.parse(JSON.stringify(shell))).toEqual(shell);
  });
});

test("paths of outputs become folders of the workspace, wherever they stand", () => {
  const shell = {
    ...captured({
      outputs: { type: "exported", value: "out dev" },
      out: { type: "exported", value: "/nix/store/o" },
      dev: { type: "exported", value: "/nix/store/d" },
      FLAGS: { type: "array", value: ["-I/nix/store/d/include"] },
      shellHook: { type: "exported", value: "echo /nix/store/o" },
    }),
    functions: { f: "\necho /nix/store/o/bin\n" },
  };
  const placed = placeEnvironment(shell, { outputs: "/w it's $&/outputs" });
  expect(placed.variables).toEqual({
    outputs: { type: "exported", value: "out dev" },
    out: { type: "exported", value: "/w it's $&/outputs/out" },
    dev: { type: "exported", value: "/w it's $&/outputs/dev" },
    FLAGS: { type: "array", value: ["-I/w it's $&/outputs/dev/include"] },
    shellHook: { type: "exported", value: "echo /w it's $&/outputs/out" },
  });
  expect(placed.functions).toEqual({ f: "\necho /w it's $&/outputs/out/bin\n" });
});

describe("reading what Nix prints", () => {
  const valid = { bashFunctions: { f: "x" }, variables: { A: { type: "exported", value: "1" }, B: { type: "unknown" } } };

  test("as it is", () => {
    expect(parseDevEnv(JSON.stringify(valid))).toEqual({ functions: { f: "x" }, variables: valid.variables });
    const structuredAttrs = { ".attrs.json": "{}", ".attrs.sh": "x=1" };
    expect(parseDevEnv(JSON.stringify({ ...valid, structuredAttrs, meta: {} }))).toMatchObject({
      structuredAttrs: { json: "{}", sh: "x=1" },
    });
  });

  test.each([
    ["no JSON", "{"],
    ["a raw control character", '{"bashFunctions":{},"variables":{"A":{"type":"exported","value":"\u001b"}}}'],
    ["an unknown type", JSON.stringify({ ...valid, variables: { A: { type: "strange", value: "1" } } })],
    ["a value of another kind", JSON.stringify({ ...valid, variables: { A: { type: "exported", value: 1 } } })],
    ["no functions", JSON.stringify({ variables: {} })],
    ["attributes without their files", JSON.stringify({ ...valid, structuredAttrs: {} })],
  ])("not %s", (_title, text) => expect(parseDevEnv(text)).toBeUndefined());
});
