import { readdirSync, readlinkSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { type EnvDeclaration, err, type ProviderKind, type Variables, type VerbOptions } from "@nix-repo/model";
import { temporaryFolder } from "@nix-repo/testkit";
import { resolveVerb, taskEnvironment } from "../src/index.ts";
import { mergeRuntimeVariables } from "../src/runtime-variables.ts";
import { bookOf, CALLER, type ServiceSketch, serviceOf } from "./builders.ts";

const CALLERS: Variables = {
  ...CALLER,
  LANG: "C.UTF-8",
  LC_ALL: "C",
  TZ: "UTC",
  CI: "1",
  HTTPS_PROXY: "p",
  TOOLS: "t",
  FORWARDED: "f",
  SHARED: "s",
  DECLARED: "d",
};

async function environment({
  service = {},
  verb = { outputs: [] },
  caller = CALLERS,
  provider = "nix",
  root = {},
  layer = {},
  colour = false,
  stateFolder = "/no/where",
}: {
  service?: ServiceSketch;
  verb?: VerbOptions & { env?: EnvDeclaration };
  caller?: Variables;
  provider?: ProviderKind;
  root?: Variables;
  layer?: Variables;
  colour?: boolean;
  stateFolder?: string;
}) {
  const resolved = await resolveVerb({
    service: serviceOf("web", { registry: { build: { run: "b", ...verb } }, ...service }),
    verb: "build",
    recipes: bookOf("/no/where"),
  });
  if (!resolved.ok) throw new Error(resolved.error.code);
  return taskEnvironment({
    verb: resolved.value,
    provider,
    callerEnv: caller,
    runtime: { root, service: layer, required: [] },
    globalEnv: ["SHARED"],
    stateFolder,
    colour,
  });
}

async function variables(...args: Parameters<typeof environment>) {
  const result = await environment(...args);
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

describe("the layers of runtime variables", () => {
  test("the caller's stand over the service's, and those over the root's", () => {
    expect(mergeRuntimeVariables({ root: { A: "r", B: "r", C: "r" }, service: { B: "s", C: "s" } }, { C: "c", D: "d" })).toEqual({
      A: "r",
      B: "s",
      C: "c",
      D: "d",
    });
  });

  test("a caller's value that equals the root layer's does not count as the caller's", () => {
    expect(mergeRuntimeVariables({ root: { A: "r" }, service: { A: "s" } }, { A: "r" })).toEqual({ A: "s" });
    expect(mergeRuntimeVariables({ root: { A: "r" }, service: {} }, { A: "r" })).toEqual({ A: "r" });
  });
});

describe("a task whose result is not kept", () => {
  test("sees all of the caller's, over the layers; with what its verb sets above the shell", async () => {
    const { base, overlay, keepable } = await variables({
      verb: { env: { E: "verb", F: true } },
      service: { env: { E: "service", G: "service" } },
      layer: { L: "1", TZ: "x" },
    });
    expect([base, overlay, keepable]).toEqual([{ ...CALLERS, L: "1" }, { E: "verb", G: "service" }, false]);
  });

  test("is every task of the host provider", async () => {
    expect(await variables({ provider: "host" })).toMatchObject({ base: CALLERS, keepable: false });
  });

  test("takes the caller's value where the verb says so and the service sets one", async () => {
    expect((await variables({ verb: { env: { E: true } }, service: { env: { E: "service" } } })).overlay).toEqual({});
  });
});

describe("a task whose result may be kept", () => {
  test("sees what cannot change a result, and no PATH, time zone, CI or sort order of the caller's", async () => {
    expect(await variables({})).toEqual({
      base: { HOME: "/home/user", LANG: "C.UTF-8", HTTPS_PROXY: "p", SHARED: "s" },
      overlay: {},
      keepable: true,
      keyed: { variables: { SHARED: "s" }, secrets: [], tools: {} },
    });
  });

  test("has in its key what it declares, and neither what passes by nor a secret", async () => {
    const { keyed } = await variables({
      verb: { outputs: [], env: { DECLARED: true, SET: "x", LANG: true }, passEnv: ["TOOLS"] },
      service: { passEnv: ["FORWARDED"] },
      root: { L: "r", DB_PASSWORD: "hunter2" },
      layer: { M: "m", TOOLS: "layer" },
    });
    expect(keyed).toEqual({
      variables: { SHARED: "s", DECLARED: "d", SET: "x", LANG: "C.UTF-8", L: "r", M: "m" },
      secrets: ["DB_PASSWORD"],
      tools: {},
    });
  });

  test("declares no secret", async () => {
    expect(await environment({ verb: { outputs: [], env: { API_TOKEN: "x" } } })).toEqual(
      err({ code: "secret-in-key", variable: "API_TOKEN", task: "web:build" }),
    );
    expect(await environment({ verb: { env: { API_TOKEN: "x" } } })).toMatchObject({ ok: true });
  });

  test("sees the layers, and what it declares: env, passEnv of service and verb, globalEnv", async () => {
    const { base } = await variables({
      verb: { outputs: [], env: { DECLARED: true }, passEnv: ["TOOLS"] },
      service: { passEnv: ["FORWARDED", "UNSET"] },
      root: { L: "r" },
      layer: { M: "m" },
    });
    expect(base).toEqual({
      HOME: "/home/user",
      LANG: "C.UTF-8",
      HTTPS_PROXY: "p",
      SHARED: "s",
      DECLARED: "d",
      TOOLS: "t",
      FORWARDED: "f",
      L: "r",
      M: "m",
    });
  });

  test("sees the caller's own value of a name that a layer gives", async () => {
    expect((await variables({ layer: { TZ: "layer" } })).base.TZ).toBe("UTC");
  });

  test("gets host tools as a PATH of links to them, the same folder for the same tools", async () => {
    using folder = temporaryFolder();
    const options = { verb: { outputs: [], hostTools: ["bash"] }, service: { hostTools: ["make", "bash"] }, stateFolder: folder.path };
    const { base } = await variables(options);
    const path = base.PATH ?? "";
    expect(path).toMatch(new RegExp(`^${folder.path}/host-tools/[0-9a-f]{32}$`));
    expect(readdirSync(path).sort()).toEqual(["bash", "make"]);
    expect(readlinkSync(join(path, "bash"))).toBe(realpathSync("/bin/bash"));
    expect((await variables(options)).base.PATH).toBe(path);
    expect(readdirSync(join(folder.path, "host-tools"))).toHaveLength(1);
  });

  test("fails where a host tool is missing, or its link cannot be made", async () => {
    using folder = temporaryFolder({ file: "" });
    expect(await environment({ verb: { outputs: [], hostTools: ["no-such-tool"] } })).toEqual(
      err({ code: "host-tool-missing", tool: "no-such-tool", task: "web:build" }),
    );
    expect(await environment({ verb: { outputs: [], hostTools: ["bash"] }, stateFolder: join(folder.path, "file") })).toMatchObject({
      error: { code: "file-unreadable" },
    });
  });
});

describe("colour", () => {
  test("is asked for where we print it, unless someone says NO_COLOR", async () => {
    expect((await variables({ colour: true })).base).toMatchObject({ FORCE_COLOR: "1", CLICOLOR_FORCE: "1" });
    expect((await variables({ colour: true, provider: "host", caller: { ...CALLERS, FORCE_COLOR: "3" } })).base.FORCE_COLOR).toBe("3");
    for (const refusing of [
      { caller: { ...CALLERS, NO_COLOR: "1" } },
      { verb: { outputs: [], env: { NO_COLOR: "1" } } },
      { layer: { NO_COLOR: "1" } },
    ]) {
      expect((await variables({ colour: true, ...refusing })).base.FORCE_COLOR).toBeUndefined();
    }
    expect((await variables({ colour: true, caller: { ...CALLERS, NO_COLOR: "" } })).base.FORCE_COLOR).toBe("1");
  });
});
