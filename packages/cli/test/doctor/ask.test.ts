import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { markProcesses, temporaryFolder } from "@nix-repo/testkit";
import { askProgram } from "../../src/doctor/ask-program.ts";
import type { Check } from "../../src/doctor/check.ts";
import { askCache } from "../../src/doctor/checks/binary-caches.ts";
import { runChecks } from "../../src/doctor/run-checks.ts";
import type { Surroundings } from "../../src/doctor/surroundings.ts";

describe("a binary cache", () => {
  let server: Server;
  let base: string;
  const asked: (string | undefined)[] = [];
  beforeAll(async () => {
    server = createServer(({ url, headers }, response) => {
      asked.push(headers.authorization);
      const status = Number(/^\/(\d+)\/nix-cache-info$/.exec(url ?? "")?.[1] ?? 404);
      // That one answers never.
      if (status !== 999) response.writeHead(status).end("StoreDir: /nix/store\n");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  test.each([
    ["/200", { kind: "there" }],
    ["/200/?priority=10", { kind: "there" }],
    ["/401", { kind: "closed", status: 401 }],
    ["/500", { kind: "not-there", why: "it answers with status 500" }],
    ["/999", { kind: "not-there", why: "no answer in 0.3 s" }],
  ])("over HTTP: %s", async (path, state) => {
    expect(await askCache(base + path, path === "/999" ? 300 : 5_000)).toEqual(state);
  });

  test("gets the name and the password of its address", async () => {
    asked.length = 0;
    expect(await askCache(`${base.replace("//", "//ada:p%40ss@")}/200`)).toEqual({ kind: "there" });
    expect(asked).toEqual([`Basic ${btoa("ada:p@ss")}`]);
  });

  test("where nobody listens", async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    expect(await askCache(`http://127.0.0.1:${port}`)).toEqual({ kind: "not-there", why: "the connection is refused" });
  });

  test("in a folder, and a store of its own", async () => {
    using folder = temporaryFolder({ "cache/nix-cache-info": "StoreDir: /nix/store\n" });
    expect(await askCache(`file://${folder.path}/cache`)).toEqual({ kind: "there" });
    expect(await askCache(`file://${folder.path}`)).toEqual({ kind: "not-there", why: `there is no ${folder.path}/nix-cache-info` });
    expect(await askCache(folder.path)).toEqual({ kind: "there" });
    expect(await askCache(`${folder.path}/gone`)).toEqual({ kind: "not-there", why: `there is no ${folder.path}/gone` });
  });

  test.each(["s3://bucket?region=eu", "ssh-ng://builder", "daemon"])("%s is left to Nix", async (url) => {
    expect(await askCache(url)).toEqual({ kind: "not-asked" });
  });
});

describe("a program that is asked", () => {
  const where = { cwd: "/", env: { PATH: "/usr/bin:/bin" } };

  test("says what it says, with its exit code", async () => {
    expect(await askProgram("sh", ["-c", "echo out; echo err >&2; exit 3"], where)).toEqual({
      kind: "said",
      exitCode: 3,
      stdout: "out\n",
      stderr: "err\n",
    });
  });

  test("may be missing", async () => expect(await askProgram("no-such-program", [], where)).toEqual({ kind: "missing" }));

  test("is ended with what it has started where it takes too long", async () => {
    const mark = markProcesses();
    const env = { ...where.env, ...mark.env };
    expect(await askProgram("sh", ["-c", "sleep 300 & sleep 300"], { cwd: "/", env, timeoutMs: 300 })).toEqual({ kind: "slow" });
    expect(mark.processes()).toEqual([]);
  });
});

describe("checks", () => {
  const says = (name: string, run: Check["run"]): Check => ({ name, run });
  const surroundings = {} as Surroundings;
  const fine = (check: string) => ({ check, severity: "fine" as const, what: "well" });

  test("run at the same time, and stand in their order whoever is done first", async () => {
    let release: () => void = () => undefined;
    const waits = new Promise<void>((resolve) => {
      release = resolve;
    });
    const first = says("first", async () => {
      await waits;
      return [fine("first"), fine("also first")];
    });
    const second = says("second", async () => {
      release();
      return [fine("second")];
    });
    expect((await runChecks([first, second], surroundings)).map(({ check }) => check)).toEqual(["first", "also first", "second"]);
  });

  test("one that never ends is a finding, and the others are there", async () => {
    const never = says("clone", () => new Promise(() => undefined));
    expect(await runChecks([never, says("clock", async () => [fine("clock")])], surroundings, 50)).toEqual([
      expect.objectContaining({ check: "clone", severity: "warning", what: "nothing was found out in 0.05 s" }),
      fine("clock"),
    ]);
  });
});
