import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { composeFilesAmong, readCompose, readTextFile, type TextReader } from "../../src/index.ts";
import { diagnosticLine } from "./corpus-case.ts";

/** A project in memory: texts by their paths below /place. */
function read(
  files: Record<string, string>,
  { env = {}, take = ["compose.yaml"] }: { env?: Record<string, string>; take?: string[] } = {},
) {
  const reader: TextReader = (file) => {
    const text = files[file.replace(/^\/place\//, "")];
    return text === undefined ? { kind: "missing" } : { kind: "text", text };
  };
  return readCompose({
    files: take.map((file) => `/place/${file}`) as [string, ...string[]],
    read: reader,
    env,
  });
}

function mistakes(files: Record<string, string>, options?: Parameters<typeof read>[1]): string[] {
  const result = read(files, options);
  return result.ok ? [] : result.error.map((diagnostic) => diagnosticLine(diagnostic, "/place"));
}

function inService(lines: string): Record<string, string> {
  return {
    "compose.yaml": `services:\n  a:\n    image: x\n${lines.replace(/^/gm, "    ")}\n`,
  };
}

describe("mistakes, each with its place", () => {
  test("all mistakes of a file at once", () => {
    const text = [
      "services:",
      "  web:",
      "    image: [x]",
      '    ports: ["80:80:80", "99999", { published: 80 }, "80/foo", 80.5, "1-3:1-2", "2-1", { target: 0 }, { target: 80, published: x, host_ip: h }]',
      "    expose: [x, 1.5]",
      "    healthcheck: { test: [curl], interval: 30, timeout: soon, retries: many, disable: maybe }",
      "    depends_on: { db: { condition: healthy }, web: {}, x: 1 }",
      "    environment: [{ A: b }, =c]",
      "    profiles: one",
      "    scale: -1",
      "    deploy: { replicas: 1.5 }",
      "    container_name: 5",
      "  db: postgres",
      '  "a b": { image: x }',
      "  none: { environment: 5, volumes: 1, networks: x, env_file: [{ format: raw }, { path: a, format: odd }] }",
      "volumes: []",
    ].join("\n");
    expect(mistakes({ "compose.yaml": text })).toEqual([
      "compose.yaml:3:12 services.web.image: expected the name of an image, got a list",
      "compose.yaml:12:21 services.web.container_name: expected a name, got 5",
      'compose.yaml:6:27 services.web.healthcheck.test[0]: expected CMD, CMD-SHELL or NONE first, got "curl"',
      'compose.yaml:6:44 services.web.healthcheck.interval: expected a duration such as "30s" or "1m30s", got 30',
      'compose.yaml:6:57 services.web.healthcheck.timeout: expected a duration such as "30s" or "1m30s", got "soon"',
      'compose.yaml:6:72 services.web.healthcheck.retries: expected a number of retries, got "many"',
      'compose.yaml:6:87 services.web.healthcheck.disable: expected true or false, got "maybe"',
      'compose.yaml:9:15 services.web.profiles: expected a list of profiles, got "one"',
      'compose.yaml:4:13 services.web.ports[0]: expected an IP address before the ports, got "80:80:80"',
      'compose.yaml:4:25 services.web.ports[1]: expected a port such as "8080:80", "127.0.0.1:8080:80/udp" or "80", got "99999"',
      "compose.yaml:4:34 services.web.ports[2]: missing: expected target, the port inside the container",
      'compose.yaml:4:53 services.web.ports[3]: expected a port such as "8080:80", "127.0.0.1:8080:80/udp" or "80" with the protocol tcp, udp or sctp, got "80/foo"',
      'compose.yaml:4:63 services.web.ports[4]: expected a port such as "8080:80", "127.0.0.1:8080:80/udp" or "80", got 80.5',
      'compose.yaml:4:69 services.web.ports[5]: expected as many ports of the host as of the container, got "1-3:1-2"',
      'compose.yaml:4:80 services.web.ports[6]: expected a port such as "8080:80", "127.0.0.1:8080:80/udp" or "80", got "2-1"',
      "compose.yaml:4:97 services.web.ports[7].target: expected a port from 1 to 65535, got 0",
      'compose.yaml:4:127 services.web.ports[8].published: expected a port of the host, or a range such as "8080-8090", got "x"',
      'compose.yaml:4:139 services.web.ports[8].host_ip: expected an IP address, got "h"',
      'compose.yaml:5:14 services.web.expose[0]: expected a port such as "3000", "3000-3005" or "3000/udp", got "x"',
      'compose.yaml:5:17 services.web.expose[1]: expected a port such as "3000", "3000-3005" or "3000/udp", got 1.5',
      'compose.yaml:7:36 services.web.depends_on.db.condition: expected service_started, service_healthy or service_completed_successfully, got "healthy"',
      "compose.yaml:7:52 services.web.depends_on.web: missing: expected condition, service_started, service_healthy or service_completed_successfully",
      "compose.yaml:7:59 services.web.depends_on.x: expected a mapping such as { condition: service_healthy }, got 1",
      "compose.yaml:8:19 services.web.environment[0]: expected NAME=value, or NAME alone, got a mapping",
      'compose.yaml:8:29 services.web.environment[1]: expected NAME=value, or NAME alone, got "=c"',
      "compose.yaml:10:12 services.web.scale: expected a number of containers, got -1",
      "compose.yaml:11:25 services.web.deploy.replicas: expected a number of containers, got 1.5",
      'compose.yaml:13:7 services.db: expected a mapping, got "postgres"',
      'compose.yaml:14:3 services["a b"]: expected the name of a service out of letters, digits, ".", "_" and "-", got "a b"',
      "compose.yaml:15:63 services.none.env_file[0]: missing: expected path, an env file",
      'compose.yaml:15:99 services.none.env_file[1].format: expected raw, got "odd"',
      "compose.yaml:15:24 services.none.environment: expected a mapping of variables, or a list of NAME=value, got 5",
      'compose.yaml:15:36 services.none.volumes: expected a list of mounts such as "data:/var/lib/data", got 1',
      'compose.yaml:15:49 services.none.networks: expected a list of networks, or a mapping, got "x"',
      "compose.yaml:16:10 volumes: expected a mapping, got an empty list",
      "compose.yaml:15:3 services.none: missing: expected image or build",
    ]);
  });

  test("what is no YAML", () => {
    expect(mistakes({ "compose.yaml": "services:\n  a: {\n" })).toEqual([
      "compose.yaml:3:1 flow map in block collection must be sufficiently indented and end with a }",
    ]);
    expect(mistakes({ "compose.yaml": "a: b: c\nd: 'e\n" })).toEqual([
      "compose.yaml:1:4 nested mappings are not allowed in compact mappings",
      "compose.yaml:3:1 missing closing 'quote",
    ]);
    expect(
      mistakes({
        "compose.yaml": "services:\n  a: { image: x }\n  a: { image: y }\n",
      }),
    ).toEqual(['compose.yaml:3:3 expected each key once, got "a" again']);
    expect(
      mistakes({
        "compose.yaml": "services: { a: { image: x, environment: { 1: a, [b]: c, true: d } } }",
      }),
    ).toEqual([
      "compose.yaml:1:43 expected a text as key, got 1 without quotes",
      "compose.yaml:1:49 expected a text as key",
      "compose.yaml:1:57 expected a text as key, got true without quotes",
    ]);
    expect(mistakes({ "compose.yaml": "- a" })).toEqual(['compose.yaml:1:1 expected a mapping with "services"']);
    expect(mistakes({ "compose.yaml": "# nothing" })).toEqual(['compose.yaml:1:1 expected a mapping with "services", got an empty file']);
    expect(mistakes({})).toEqual(["compose.yaml:1:1 expected an existing file"]);
    expect(mistakes({ "compose.yaml": "services: [a]\nname: ..." })).toEqual([
      "compose.yaml:1:11 services: expected a mapping from names to services, got a list",
      'compose.yaml:2:7 name: expected a name that begins with a letter or a digit, got "..."',
    ]);
    expect(
      mistakes({
        "compose.yaml": "services:\n  a:\n    <<: 5\n    image: *none\n",
      }),
    ).toEqual([
      "compose.yaml:4:12 expected the name of an anchor above, got *none",
      'compose.yaml:3:9 expected a mapping, or a list of mappings, under "<<"',
      "compose.yaml:2:3 services.a: missing: expected image or build",
    ]);
  });

  test("variables", () => {
    const text = [
      "services:",
      "  a:",
      '    image: "postgres:${VERSION:?say which}"',
      "    command: ${EMPTY:?}",
      '    labels: ["a", "b${"]',
      "    ports: ['${PORT}:80', '${DB_PASSWORD}']",
      "    scale: ${1}",
      "x-unused:",
      "  text: >",
      "    ${A/b/c}",
    ].join("\n");
    expect(mistakes({ "compose.yaml": text }, { env: { EMPTY: "", PORT: "http", DB_PASSWORD: "hunter2" } })).toEqual([
      "compose.yaml:3:22 services.a.image: the variable VERSION is not set: say which",
      "compose.yaml:4:14 services.a.command: the variable EMPTY is empty",
      'compose.yaml:5:21 services.a.labels[1]: expected a "}" that closes "${"',
      'compose.yaml:7:12 services.a.scale: expected "${NAME}", "${NAME:-default}", "${NAME:?message}" or "${NAME:+other}", got "${1}"',
      'compose.yaml:9:9 x-unused.text: expected "${NAME}", "${NAME:-default}", "${NAME:?message}" or "${NAME:+other}", got "${A/b/c}"',
      'compose.yaml:6:13 services.a.ports[0]: expected a port such as "8080:80", "127.0.0.1:8080:80/udp" or "80", got "http:80" from "${PORT}:80"',
      'compose.yaml:6:27 services.a.ports[1]: expected a port such as "8080:80", "127.0.0.1:8080:80/udp" or "80", got "${DB_PASSWORD}"',
    ]);
  });

  test("variables that nobody sets are told, not refused", () => {
    const result = read(inService("environment: { A: '$UNSET', B: '${UNSET}${OTHER:-x}' }"));
    expect(result.ok && result.value.unset).toEqual([
      {
        name: "UNSET",
        place: { file: "/place/compose.yaml", line: 4, column: 23 },
      },
    ]);
  });

  test("files of variables, never with what they hold", () => {
    const files = {
      ...inService("env_file: a.env"),
      "a.env": "A=1\nSECRET\u0000=x\nB!=hunter2\nC=${D/hunter2}\nE=${F:?hunter2}\n=G\nTOKEN='hunter2\nH=1",
    };
    expect(mistakes(files)).toEqual([
      'a.env:2:7 expected "=" after the name of the variable',
      'a.env:3:2 expected "=" after the name of the variable',
      'a.env:4:1 expected "${NAME}", "${NAME:-default}", "${NAME:?message}" or "${NAME:+other}"',
      "a.env:5:1 the variable F is not set",
      "a.env:6:1 expected the name of a variable",
      "a.env:7:7 expected a ' that ends the value",
    ]);
    const result = read(files);
    expect(JSON.stringify(result.ok ? "" : result.error.map(({ message, excerpt }) => [message, excerpt]))).not.toContain("F:?");
    expect(mistakes({ ...inService(""), ".env": "A B=1" })).toEqual(['.env:1:3 expected "=" after the name of the variable']);
    expect(mistakes(inService("env_file: [a.env, { path: b.env }, { path: c.env, required: false }]"))).toEqual([
      'compose.yaml:4:16 services.a.env_file[0]: expected an existing file, got "a.env"',
      'compose.yaml:4:31 services.a.env_file[1].path: expected an existing file, got "b.env"',
    ]);
  });

  test("names that nothing has", () => {
    const text = [
      "services:",
      "  web:",
      "    image: x",
      "    depends_on: [databse, nothing]",
      "    volumes: ['dta:/data']",
      "    networks: { frnt: }",
      "    links: ['databse:db']",
      "  database: { image: x, network_mode: 'service:absent' }",
      "volumes: { data: }",
      "networks: { front: }",
    ].join("\n");
    expect(mistakes({ "compose.yaml": text })).toEqual([
      'compose.yaml:4:18 services.web.depends_on: expected the name of a service, got "databse"; did you mean database?',
      'compose.yaml:4:27 services.web.depends_on: expected the name of a service, got "nothing"',
      'compose.yaml:5:15 services.web.volumes: expected the name of a volume, got "dta"; did you mean data?',
      'compose.yaml:6:17 services.web.networks: expected the name of a network, got "frnt"; did you mean front?',
      'compose.yaml:8:3 services.database: expected the name of a service, got "absent"',
    ]);
  });

  test("circles", () => {
    const waits =
      "services: { a: { image: x, depends_on: [b] }, b: { image: x, depends_on: [c] }, c: { image: x, depends_on: [b] }, d: { image: x, depends_on: [d] } }";
    expect(mistakes({ "compose.yaml": waits })).toEqual([
      "compose.yaml:1:96 services.c: expected no circle, got b → c → b",
      "compose.yaml:1:130 services.d: expected no circle, got d → d",
    ]);
    const extending =
      "services: { a: { image: x, extends: b }, b: { extends: c }, c: { extends: { service: a } }, d: { image: x, extends: d } }";
    expect(mistakes({ "compose.yaml": extending })).toEqual([
      "compose.yaml:1:75 services.c.extends: expected no circle, got a → b → c → a",
      "compose.yaml:1:117 services.d.extends: expected no circle, got d → d",
      "compose.yaml:1:42 services.b: missing: expected image or build",
      "compose.yaml:1:61 services.c: missing: expected image or build",
    ]);
    const files = {
      "compose.yaml": "services: { a: { image: x, extends: { file: other.yaml, service: b } } }",
      "other.yaml": "services: { b: { extends: { file: compose.yaml, service: a } } }",
    };
    expect(mistakes(files)).toEqual(["compose.yaml:1:37 services.a.extends: expected no circle, got b → a → b"]);
    const including = {
      "compose.yaml": "include: [a.yaml]",
      "a.yaml": "include: [b.yaml]",
      "b.yaml": "include: [./a.yaml]",
    };
    expect(mistakes(including)).toEqual(["b.yaml:1:11 include[0]: expected no circle, got a.yaml → b.yaml → a.yaml"]);
  });

  test("extends and include", () => {
    const files = {
      "compose.yaml": [
        "include: [absent.yaml, { project_directory: x }, 'https://example.com/x.git', other.yaml, { path: other.yaml, env_file: absent.env }]",
        "services:",
        "  a: { image: x, extends: bse }",
        "  b: { image: x, extends: { file: other.yaml, service: bse } }",
        "  c: { image: x, extends: { file: absent.yaml, service: a } }",
        "  d: { image: x, extends: { file: other.yaml } }",
        "  e: { image: x, extends: { file: 'oci://x/y', service: a } }",
        "  f: { image: x, extends: { file: empty.yaml, service: a } }",
        "  base: { image: x }",
      ].join("\n"),
      "other.yaml": "services: { base: { image: y } }",
      "empty.yaml": "name: x",
    };
    expect(mistakes(files)).toEqual([
      'compose.yaml:3:27 services.a.extends: expected the name of a service, got "bse"; did you mean base?',
      'compose.yaml:4:56 services.b.extends.service: expected the name of a service, got "bse"; did you mean base?',
      'compose.yaml:5:35 services.c.extends.file: expected an existing file, got "absent.yaml"',
      "compose.yaml:6:27 services.d.extends: missing: expected service, the one to extend",
      'compose.yaml:7:35 services.e.extends.file: expected a file of this machine, got "oci://x/y"',
      'compose.yaml:8:35 services.f.extends.file: expected a file with services, got "empty.yaml"',
      'compose.yaml:1:11 include[0]: expected an existing file, got "absent.yaml"',
      "compose.yaml:1:24 include[1]: missing: expected path, a compose file",
      'compose.yaml:1:50 include[2]: expected a file of this machine, got "https://example.com/x.git"',
      'compose.yaml:9:3 services.base: expected a name that no included file has, got "base" of other.yaml:1',
      'compose.yaml:1:121 include[4].env_file: expected an existing file, got "absent.env"',
    ]);
  });

  test("the mistakes of a service that is extended stand where it is written", () => {
    const files = {
      "compose.yaml": "services: { a: { extends: { file: base.yaml, service: b } } }",
      "base.yaml": "services:\n  b:\n    image: x\n    ports: [x]\n",
    };
    expect(mistakes(files)).toEqual([
      'base.yaml:4:13 services.b.ports[0]: expected a port such as "8080:80", "127.0.0.1:8080:80/udp" or "80", got "x"',
    ]);
  });

  test("the numbers of scale and deploy.replicas have to agree", () => {
    expect(mistakes(inService("scale: 2\ndeploy: { replicas: 3 }"))).toEqual([
      "compose.yaml:4:12 services.a.scale: expected the same number as deploy.replicas, 3, got 2",
    ]);
  });

  test("lines are shown of compose files inside the root alone", () => {
    const reader: TextReader = (file) =>
      file === "/place/compose.yaml"
        ? {
            kind: "text",
            text: "include: [/etc/shadow, ../out.yaml]\nservices: { a: { image: [] } }",
          }
        : file === "/etc/shadow" || file === "/out.yaml"
          ? { kind: "text", text: "root: $y$j9T$hash: 19000: [" }
          : { kind: "missing" };
    const result = readCompose({
      files: ["/place/compose.yaml"],
      read: reader,
      env: {},
      root: "/place",
    });
    expect(result.ok ? [] : result.error.map(({ place, message, excerpt }) => [place.file, message, excerpt])).toEqual([
      ["/place/compose.yaml", "expected the name of an image, got an empty list", "services: { a: { image: [] } }"],
      ["/etc/shadow", "nested mappings are not allowed in compact mappings", undefined],
      ["/etc/shadow", "nested mappings are not allowed in compact mappings", undefined],
      ["/etc/shadow", "flow sequence in block collection must be sufficiently indented and end with a ]", undefined],
      ["/out.yaml", "nested mappings are not allowed in compact mappings", undefined],
      ["/out.yaml", "nested mappings are not allowed in compact mappings", undefined],
      ["/out.yaml", "flow sequence in block collection must be sufficiently indented and end with a ]", undefined],
    ]);
  });
});

describe("hostile files end in a mistake, soon", () => {
  const limit = 30_000;

  test(
    "aliases of aliases",
    () => {
      const lines = ["x-a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]"];
      for (const [i, name] of [..."bcdefghij"].entries())
        lines.push(`x-${name}: &${name} [${Array(9).fill(`*${"abcdefghij"[i]}`).join(", ")}]`);
      expect(mistakes({ "compose.yaml": lines.join("\n") })).toEqual([
        "compose.yaml:6:9 expected at most 250000 values, aliases counted as often as they are used",
      ]);
      const maps = ["x-a: &a { k0: 1, k1: 2 }"];
      for (const [i, name] of [..."bcdefghijklmnopqrstuvwxyz"].entries())
        maps.push(`x-${name}: &${name} { a${i}: *${"abcdefghijklmnopqrstuvwxyz"[i]}, b${i}: *${"abcdefghijklmnopqrstuvwxyz"[i]} }`);
      expect(mistakes({ "compose.yaml": maps.join("\n") })).toEqual([
        "compose.yaml:17:9 expected at most 250000 values, aliases counted as often as they are used",
      ]);
      expect(mistakes({ "compose.yaml": "services: &s { a: *s }" })).toEqual([
        "compose.yaml:1:19 the alias *s stands inside what it stands for",
        "compose.yaml:1:16 services.a: expected a mapping, got nothing",
      ]);
    },
    limit,
  );

  test(
    "depth",
    () => {
      expect(mistakes({ "compose.yaml": `a: ${"[".repeat(200_000)}` })).toEqual([
        "compose.yaml:1:104 expected values nested at most 100 deep",
      ]);
      expect(mistakes({ "compose.yaml": "- ".repeat(200_000) })).toEqual(["compose.yaml:1:203 expected values nested at most 100 deep"]);
      expect(mistakes(inService(`command: "${"${A:-".repeat(5_000)}${"}".repeat(5_000)}"`))).toEqual([
        "compose.yaml:4:520 services.a.command: expected variables nested at most 100 deep",
      ]);
    },
    limit,
  );

  test(
    "size",
    () => {
      expect(mistakes({ "compose.yaml": `x-a: "${"a".repeat(600_000)}"` })).toEqual([
        "compose.yaml:1:1 expected a file of at most 512 KiB",
      ]);
      expect(mistakes(inService(`ports: [${"x, ".repeat(60_000)}]`))).toHaveLength(100);
      const services = Array.from({ length: 2_000 }, (_, i) => `  s${i}: { image: x, ports: ["1-65535"] }`).join("\n");
      expect(mistakes({ "compose.yaml": `services:\n${services}` })).toEqual([
        "compose.yaml:46:28 expected files that come to less: with all that they repeat and include they are too large",
      ]);
    },
    limit,
  );

  test(
    "variables that grow",
    () => {
      const lines = ["A=aaaaaaaaaa"];
      for (let i = 0; i < 40; i++) lines.push(`${"A".repeat(i + 2)}=$${"A".repeat(i + 1)}$${"A".repeat(i + 1)}`);
      expect(mistakes({ "compose.yaml": "services: {}", ".env": lines.join("\n") })).toEqual([
        ".env:18:1 expected less: with its variables put in this is too long",
      ]);
      const uses = Array.from({ length: 20_000 }, () => "  - $LONG").join("\n");
      expect(mistakes({ "compose.yaml": `x-a:\n${uses}` }, { env: { LONG: "x".repeat(100_000) } })).toEqual([
        "compose.yaml:169:5 expected files that come to less: with all that they repeat and include they are too large",
      ]);
    },
    limit,
  );

  test(
    "a chain of services, and a large one that many extend",
    () => {
      const chain = Array.from({ length: 5_000 }, (_, i) => `  s${i}: { image: x, extends: s${i + 1} }`).join("\n");
      expect(
        mistakes({
          "compose.yaml": `services:\n${chain}\n  s5000: { image: x }`,
        }).slice(0, 1),
      ).toEqual(["compose.yaml:52:29 services.s50.extends: expected at most 50 services that extend each other"]);
      const variables = Array.from({ length: 10_000 }, (_, i) => `      - V${i}=1`).join("\n");
      const many = Array.from({ length: 3_000 }, (_, i) => `  s${i}: { extends: base, environment: [A=${i}] }`).join("\n");
      expect(
        mistakes({
          "compose.yaml": `services:\n  base:\n    image: x\n    environment:\n${variables}\n${many}`,
        }),
      ).toEqual(["compose.yaml:10274:39 expected files that come to less: with all that they repeat and include they are too large"]);
    },
    limit,
  );

  test(
    "files that include each other twice, forty deep",
    () => {
      const files: Record<string, string> = {
        "compose.yaml": "include: [f0.yaml, f0.yaml]",
      };
      for (let i = 0; i < 15; i++) files[`f${i}.yaml`] = `include: [f${i + 1}.yaml, f${i + 1}.yaml]`;
      files["f15.yaml"] = "services: { a: { image: x } }";
      expect(mistakes(files)).toEqual([
        "f9.yaml:1:21 expected files that come to less: with all that they repeat and include they are too large",
      ]);
      const deep: Record<string, string> = {
        "compose.yaml": "include: [g0.yaml]",
      };
      for (let i = 0; i < 40; i++) deep[`g${i}.yaml`] = `include: [g${i + 1}.yaml]`;
      expect(mistakes(deep)).toEqual(["g19.yaml:1:11 include[0]: expected files included at most 20 deep"]);
    },
    limit,
  );
});

describe("files on disk", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "compose-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("paths that lead to what is no file, or a large one", () => {
    writeFileSync(join(folder, "large.yaml"), Buffer.alloc(10_000_000, "a: b\n"));
    writeFileSync(
      join(folder, "compose.yaml"),
      "include: [/dev/zero, ., large.yaml, compose.yaml/x]\nservices: { a: { image: x, env_file: /dev/tty } }",
    );
    const result = readCompose({
      files: [join(folder, "compose.yaml")],
      read: readTextFile,
      env: {},
    });
    expect(result.ok ? [] : result.error.map((diagnostic) => diagnosticLine(diagnostic, folder))).toEqual([
      'compose.yaml:1:11 include[0]: expected a regular file, got "/dev/zero"',
      'compose.yaml:1:22 include[1]: expected a regular file, got "."',
      'compose.yaml:1:25 include[2]: expected a file of at most 512 KiB, got "large.yaml"',
      'compose.yaml:1:37 include[3]: expected an existing file, got "compose.yaml/x"',
      'compose.yaml:2:38 services.a.env_file: expected a file that can be read (ENXIO), got "/dev/tty"',
    ]);
  });
});

test.each([
  [["docker-compose.yml", "compose.yml", "compose.yaml", "package.json"], ["compose.yaml"]],
  [
    ["docker-compose.yaml", "docker-compose.yml", "docker-compose.override.yaml"],
    ["docker-compose.yml", "docker-compose.override.yaml"],
  ],
  [
    ["compose.yml", "compose.override.yaml", "compose.override.yml"],
    ["compose.yml", "compose.override.yml"],
  ],
  [["compose.override.yml"], []],
])("of %j compose takes %j", (names, taken) => {
  expect(composeFilesAmong(new Set(names))).toEqual(taken);
});
