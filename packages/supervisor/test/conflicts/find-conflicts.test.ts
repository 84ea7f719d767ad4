import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type ClaimedPort, type ClaimingUnit, findConflicts, prefixedVariables } from "../../src/index.ts";

function unit(id: string, rest: Partial<ClaimingUnit> = {}): ClaimingUnit {
  const service = id.replace(/[:@].*$/, "");
  const kind = id.includes("@") ? "container" : "process";
  return { id, service, kind, replicas: 1, ports: [], variables: [], givenTo: [], ...rest };
}

function at(file: string, line: number) {
  return { file: `/place/${file}`, line, column: 1 };
}

function port(port: number, place = at("services.config.ts", 1), rest: Partial<ClaimedPort> = {}): ClaimedPort {
  return { port, protocol: "tcp", place, ...rest };
}

describe("one port of the host", () => {
  test("for two units names both places and the ways out", () => {
    const first = unit("api", { ports: [port(3000, at("services.config.ts", 4))] });
    const second = unit("web@cache", { ports: [port(3000, at("web/compose.yaml", 7))] });
    expect(findConflicts([first, second])).toEqual([
      {
        kind: "port",
        port: 3000,
        protocol: "tcp",
        first: { unit: "api", place: at("services.config.ts", 4) },
        second: { unit: "web@cache", place: at("web/compose.yaml", 7) },
        waysOut: [
          { kind: "other-port", unit: "web@cache", place: at("web/compose.yaml", 7) },
          { kind: "free-port", unit: "web@cache", unitKind: "container", place: at("web/compose.yaml", 7) },
          { kind: "one-at-a-time", units: ["api", "web@cache"] },
        ],
      },
    ]);
  });

  test("for replicas of one unit", () => {
    expect(findConflicts([unit("api:worker", { replicas: 2, ports: [port(9000)] })])).toEqual([
      {
        kind: "port",
        port: 9000,
        protocol: "tcp",
        first: { unit: "api:worker", place: at("services.config.ts", 1) },
        second: { unit: "api:worker", place: at("services.config.ts", 1) },
        waysOut: [
          { kind: "free-port", unit: "api:worker", unitKind: "process", place: at("services.config.ts", 1) },
          { kind: "one-replica", unit: "api:worker" },
        ],
      },
    ]);
  });

  test("for two ports of one unit", () => {
    const [conflict] = findConflicts([unit("api", { ports: [port(1, at("a", 1)), port(1, at("a", 2))] })]);
    expect(conflict?.waysOut.map(({ kind }) => kind)).toEqual(["other-port", "free-port"]);
  });

  test.each([
    ["all and one address", undefined, "127.0.0.1", true],
    ["one address twice", "127.0.0.1", "127.0.0.1", true],
    ["all of IPv4 and one of it", "0.0.0.0", "10.0.0.1", true],
    ["all of IPv6 and one of it", "::1", "::", true],
    ["all of each", "0.0.0.0", "::", false],
    ["two addresses", "127.0.0.1", "127.0.0.2", false],
    ["all of IPv4 and one of IPv6", "0.0.0.0", "::1", false],
  ])("on %s", (_, a, b, isConflict) => {
    const on = (hostIp: string | undefined) => (hostIp === undefined ? port(80) : port(80, undefined, { hostIp }));
    expect(findConflicts([unit("a", { ports: [on(a)] }), unit("b", { ports: [on(b)] })])).toHaveLength(isConflict ? 1 : 0);
  });

  test("not for tcp and udp, and not for other ports", () => {
    const units = [unit("a", { ports: [port(53), port(54)] }), unit("b", { ports: [port(53, undefined, { protocol: "udp" }), port(55)] })];
    expect(findConflicts(units)).toEqual([]);
  });

  test("is a conflict exactly where two claims are the same, in any order", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 12 }), (ports) => {
        const units = ports.map((number, i) => unit(`s${i}`, { ports: [port(number)] }));
        expect(findConflicts(units)).toHaveLength(ports.length - new Set(ports).size);
        expect(findConflicts([...units].reverse())).toHaveLength(ports.length - new Set(ports).size);
      }),
    );
  });
});

describe("one image in two major versions", () => {
  const postgres = (id: string, tag: string, line: number) =>
    unit(id, { image: { repository: "postgres", tag, major: Number.parseInt(tag, 10), place: at(`${id}.yaml`, line) } });

  test("for two services names both places and the ways out", () => {
    expect(findConflicts([postgres("api@db", "15-alpine", 3), postgres("web@db", "14.2", 5)])).toEqual([
      {
        kind: "version",
        repository: "postgres",
        first: { unit: "api@db", place: at("api@db.yaml", 3), major: 15, tag: "15-alpine" },
        second: { unit: "web@db", place: at("web@db.yaml", 5), major: 14, tag: "14.2" },
        waysOut: [
          { kind: "same-version", unit: "web@db", tag: "15-alpine", place: at("web@db.yaml", 5) },
          { kind: "same-version", unit: "api@db", tag: "14.2", place: at("api@db.yaml", 3) },
          { kind: "one-at-a-time", units: ["api@db", "web@db"] },
        ],
      },
    ]);
  });

  test("not for one service, one major version, another image, or a tag without a number", () => {
    expect(findConflicts([postgres("api@old", "14", 1), postgres("api@new", "15", 2)])).toEqual([]);
    expect(findConflicts([postgres("api@db", "15.1", 1), postgres("web@db", "15.2", 2)])).toEqual([]);
    const latest = unit("web@db", { image: { repository: "postgres", tag: "latest", place: at("x", 1) } });
    const redis = unit("web@redis", { image: { repository: "redis", tag: "7", major: 7, place: at("x", 1) } });
    expect(findConflicts([postgres("api@db", "15", 1), latest, redis])).toEqual([]);
  });
});

describe("one variable with two values", () => {
  const giving = (id: string, name: string, value: string, line: number) =>
    unit(id, { variables: [{ name, value, place: at(`${id}.yaml`, line) }], givenTo: ["shop"] });

  test("for one service names both places, and the names that keep them apart", () => {
    expect(findConflicts([giving("api@db", "DATABASE_URL", "a", 3), giving("web-site@db", "DATABASE_URL", "b", 5)])).toEqual([
      {
        kind: "variable",
        variable: "DATABASE_URL",
        service: "shop",
        first: { unit: "api@db", place: at("api@db.yaml", 3), value: "a" },
        second: { unit: "web-site@db", place: at("web-site@db.yaml", 5), value: "b" },
        waysOut: [
          { kind: "prefix", names: { "api@db": "API_DATABASE_URL", "web-site@db": "WEB_SITE_DATABASE_URL" } },
          { kind: "other-name", unit: "web-site@db", place: at("web-site@db.yaml", 5) },
        ],
      },
    ]);
  });

  test("of containers of one service are kept apart by the containers' names", () => {
    const [conflict] = findConflicts([giving("api@db", "PORT", "1", 1), giving("api@cache", "PORT", "2", 2)]);
    expect(conflict?.waysOut[0]).toEqual({ kind: "prefix", names: { "api@db": "API_DB_PORT", "api@cache": "API_CACHE_PORT" } });
  });

  test("does not show what is called a secret", () => {
    const conflicts = findConflicts([giving("api@db", "DB_PASSWORD", "hunter2", 1), giving("web@db", "DB_PASSWORD", "hunter3", 2)]);
    expect(conflicts).toHaveLength(1);
    expect(JSON.stringify(conflicts)).not.toContain("hunter");
  });

  test("not where the values are the same or nobody gets both", () => {
    expect(findConflicts([giving("api@db", "A", "1", 1), giving("web@db", "A", "1", 2)])).toEqual([]);
    expect(findConflicts([giving("api@db", "A", "1", 1), { ...giving("web@db", "A", "2", 2), givenTo: ["other"] }])).toEqual([]);
  });
});

test("variables can be had under a service's prefix", () => {
  expect(prefixedVariables("api", { DATABASE_URL: "a", PORT: "1" })).toEqual({ API_DATABASE_URL: "a", API_PORT: "1" });
  expect(prefixedVariables("web-shop.v2", { a: "1" })).toEqual({ WEB_SHOP_V2_a: "1" });
  expect(prefixedVariables("2fa", { A: "1" })).toEqual({ _2FA_A: "1" });
});
