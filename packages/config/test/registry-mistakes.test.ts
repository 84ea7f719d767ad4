import { describe, expect, test } from "@jest/globals";
import { mistakesOf, workspaceOf } from "./opening.ts";

async function mistakesIn(files: Record<string, string>): Promise<string[]> {
  using folder = workspaceOf(files);
  return mistakesOf(await folder.open(), folder.root).map((line) => line.replace(/^services\.config\./, ""));
}

describe("mistakes of a TypeScript registry", () => {
  test("are said all at once, each where it stands", async () => {
    const text = `import { defineConfig } from "nix-repo";

const tags: readonly string[] = ["a"];

export default defineConfig({
  root: "/code",
  flakes: ".", // no such option
  globalEnv: ["CI", "GITHUB_TOKEN"],
  services: {
    api: { path: "../api", stack: "golang", dependsOn: ["web"] },
    "my web": { path: "web" },
    web: {
      path: "client/web",
      dependsOn: [ "api", "apo" ],
      shell: true,
      tag: tags,
      env: { API_KEY: true, MODE: 5, "no-name": "x" },
      verbs: {
        dev: { run: "npm run dev", persistent: true, cache: true },
        build: { run: [], outputs: ["/dist/**", "../x"], dependsOn: ["^build", "api:build", "apl:build", ":x", "a b"] },
        test: null,
        lint: "",
      },
    },
    lib: {},
  },
  stacks: { elixir: { verbs: { test: 1 }, outputs: [] } },
  workspace: { verbs: { all: { run: "x", dependsOn: ["^build"] } }, path: "." },
});
`;
    expect((await mistakesIn({ "services.config.ts": text })).sort(byLine)).toEqual([
      'ts:6:9 root: expected a path relative to the folder of the registry, got "/code" «"/code"»',
      'ts:7:3 flakes: unknown property; did you mean "flake"? «flakes»',
      'ts:8:21 globalEnv[1]: "GITHUB_TOKEN" names a secret, and what stands here enters keys and may be shown: name it under passEnv «"GITHUB_TOKEN"»',
      'ts:10:18 services.api.path: expected a path inside the workspace, got "../api" «"../api"»',
      'ts:10:35 services.api.stack: there is no stack "golang" «"golang"»',
      'ts:11:5 services["my web"]: expected a service\'s name: letters, digits, -, _ and ., beginning with a letter, a digit or _, got "my web" «"my web"»',
      'ts:14:20 services.web.dependsOn[0]: these services depend on each other: api -> web -> api «"api"»',
      'ts:14:27 services.web.dependsOn[1]: there is no service "apo"; did you mean "api"? «"apo"»',
      "ts:15:14 services.web.shell: expected a devShell's name or false, got true «true»",
      'ts:16:7 services.web.tag: unknown property; did you mean "tags"? «tag»',
      'ts:17:14 services.web.env.API_KEY: "API_KEY" names a secret, and what stands here enters keys and may be shown: name it under passEnv «API_KEY»',
      'ts:17:35 services.web.env.MODE: expected a string, or true for the caller\'s own value, got 5: write it in quotes, "5" «5»',
      'ts:17:38 services.web.env.no-name: expected a variable\'s name: letters, digits and _, not beginning with a digit, got "no-name" «"no-name"»',
      "ts:19:61 services.web.verbs.dev.cache: a persistent verb never ends, so that its result cannot be kept «true»",
      "ts:20:18 services.web.verbs.build.run: expected a bash command or a list of a command and its arguments, got an empty list «run»",
      'ts:20:37 services.web.verbs.build.outputs[0]: expected a path relative to the service\'s folder, got "/dist/**" «"/dist/**"»',
      'ts:20:49 services.web.verbs.build.outputs[1]: expected a path inside the service\'s folder, got "../x" «"../x"»',
      'ts:20:93 services.web.verbs.build.dependsOn[2]: there is no service "apl"; did you mean "api"? «"apl:build"»',
      'ts:20:106 services.web.verbs.build.dependsOn[3]: expected verb, ^verb or service:verb, got ":x" «":x"»',
      'ts:20:112 services.web.verbs.build.dependsOn[4]: expected verb, ^verb or service:verb, got "a b" «"a b"»',
      "ts:21:15 services.web.verbs.test: expected a bash command, a list of a command and its arguments, or an object with run and options, got nothing «null»",
      'ts:22:15 services.web.verbs.lint: expected a bash command, a list of a command and its arguments, or an object with run and options, got "" «""»',
      "ts:25:5 services.lib.path: missing: expected the service's folder, relative to root «lib»",
      "ts:27:38 stacks.elixir.verbs.test: expected a bash command, a list of a command and its arguments, or an object with run and options, got 1 «1»",
      "ts:27:43 stacks.elixir.outputs: unknown property; expected one of verbs «outputs»",
      'ts:28:54 workspace.verbs.all.dependsOn[0]: the workspace depends on no services: expected verb or service:verb, got "^build" «"^build"»',
      "ts:28:69 workspace.path: unknown property; expected one of shell, shellHook, verbs, taskFiles, env, passEnv, hostTools «path»",
    ]);
  });

  test("are marked at the deepest key that can be found, where the rest is computed", async () => {
    const text = `const base = { stack: "nod" };
const web = { path: "web", ...base, dependsOn: ["apo"] };
function make(name: string) { return { path: name, dependsOn: ["ap"] }; }
const list = ["apx"];
export default {
  services: {
    api: { path: "api" },
    web,
    made: make("x"),
    other: { path: "o", dependsOn: list as string[], tags: [...[], 5] },
    ["comp" + "uted"]: { path: 5 },
    ["quoted"]: { path: 6 },
    generic: { path: "g", dependsOn: new Array<string>("apz") },
  },
} satisfies unknown;
`;
    expect((await mistakesIn({ "services.config.ts": text })).sort(byLine)).toEqual([
      'ts:1:23 services.web.stack: there is no stack "nod"; did you mean "node"? «"nod"»',
      'ts:2:49 services.web.dependsOn[0]: there is no service "apo"; did you mean "api"? «"apo"»',
      'ts:4:15 services.other.dependsOn[0]: there is no service "apx"; did you mean "api"? «"apx"»',
      'ts:6:3 services.computed.path: expected the service\'s folder, relative to root, got 5: write it in quotes, "5" «services»',
      'ts:9:5 services.made.dependsOn[0]: there is no service "ap"; did you mean "api"? «made»',
      'ts:10:54 services.other.tags[0]: expected a tag, got 5: write it in quotes, "5" «tags»',
      'ts:12:25 services.quoted.path: expected the service\'s folder, relative to root, got 6: write it in quotes, "6" «6»',
      'ts:13:27 services.generic.dependsOn[0]: there is no service "apz"; did you mean "api"? «dependsOn»',
    ]);
  });

  test.each([
    ["a function", "export default () => ({});", "ts:1:1 expected an object, got a function: export what it returns «export default»"],
    [
      "a promise",
      "export default Promise.resolve({});",
      "ts:1:1 expected an object, got a promise: write export default await ... «export default»",
    ],
    ["nothing", "const a = 1;", "ts:1:1 nothing is exported: expected export default defineConfig({ ... }) «const»"],
    ["nothing at all", "", "ts:1:1 nothing is exported: expected export default defineConfig({ ... }) «»"],
    ["a list", "\nexport default [];", "ts:2:1 expected an object with services, got an empty list «export default»"],
    ["no services", "export default { root: '.' };", "ts:1:1 services: missing: expected an object of services «export default»"],
  ])("where it exports %s", async (_, text, mistake) => {
    expect(await mistakesIn({ "services.config.ts": text })).toEqual([mistake]);
  });

  test("lie in the same column with tabs, after a byte order mark, and with the line ends of Windows", async () => {
    const text = '\uFEFFexport default {\r\n\tservices: {\r\n\t\tweb: { path: "web", shel: "x" },\r\n\t},\r\n};\r\n';
    expect(await mistakesIn({ "services.config.ts": text })).toEqual([
      'ts:3:23 services.web.shel: unknown property; did you mean "shell"? «shel»',
    ]);
  });
});

describe("mistakes of a YAML registry", () => {
  test("are said all at once, through anchors and merge keys", async () => {
    const text = `root: code
services:
  api: &base
    path: api
    stack: goo
    port: 8080
  web:
    <<: *base
    path: ~
    dependsOn: [api, "wep"]
    env:
      PORT: 3000
  empty:
`;
    expect((await mistakesIn({ "services.config.yaml": text })).sort(byLine)).toEqual([
      'yaml:5:12 services.api.stack: there is no stack "goo"; did you mean "go"? «goo»',
      'yaml:5:12 services.web.stack: there is no stack "goo"; did you mean "go"? «goo»',
      "yaml:6:5 services.api.port: unknown property; expected one of path, description, shell, shellHook, stack, tags, dependsOn, verbs, processes, containers, env, passEnv, hostTools, docker «port»",
      "yaml:6:5 services.web.port: unknown property; expected one of path, description, shell, shellHook, stack, tags, dependsOn, verbs, processes, containers, env, passEnv, hostTools, docker «port»",
      "yaml:9:11 services.web.path: expected the service's folder, relative to root, got nothing «~»",
      'yaml:10:22 services.web.dependsOn[1]: there is no service "wep"; did you mean "web"? «"wep"»',
      'yaml:12:13 services.web.env.PORT: expected a string, or true for the caller\'s own value, got 3000: write it in quotes, "3000" «3000»',
      "yaml:13:3 services.empty: expected an object with the service's path, got nothing «empty»",
    ]);
  });

  test("words that are not among those that an option takes, with the nearest", async () => {
    const text = `services:
  api: { path: api, shellHook: captured }
  web: { path: web, shellHook: ~ }
workspace: { shellHook: true }
`;
    expect((await mistakesIn({ "services.config.yaml": text })).sort(byLine)).toEqual([
      'yaml:2:32 services.api.shellHook: expected "run" or "capture", got "captured"; did you mean "capture"? «captured»',
      'yaml:3:32 services.web.shellHook: expected "run" or "capture", got nothing «~»',
      'yaml:4:25 workspace.shellHook: expected "run" or "capture", got true «true»',
    ]);
  });

  test.each([
    ["a key twice", "services:\n  a: { path: a }\n  a: { path: b }\n", "yaml:3:3 duplicated mapping key «a»"],
    ["an empty file", "", "yaml:1:1 the file is empty «»"],
    ["only comments", "# later\n", "yaml:1:1 the file is empty «#»"],
    ["two documents", "services: {}\n---\nservices: {}\n", "yaml:1:1 expected one document, got several «s»"],
    ["an open bracket", "services:\n  a: { path: a\n", "yaml:3:1 deficient indentation «»"],
    ["an unknown anchor", "services:\n  a: *b\n", 'yaml:2:7 unidentified alias "b" «b»'],
    ["a text", "services", 'yaml:1:1 expected an object with services, got "services" «services»'],
  ])("like %s", async (_, text, mistake) => {
    expect(await mistakesIn({ "services.config.yaml": text })).toEqual([mistake]);
  });
});

describe("mistakes of a JSON registry", () => {
  test("are marked where they stand", async () => {
    const text = '{\r\n  "services": {\r\n    "web": { "path": "web", "dependsOn": ["api"], "verbs": { "a\\u0062c": 5 } }\r\n  }\r\n}\r\n';
    expect(await mistakesIn({ "services.config.json": text })).toEqual([
      "json:3:74 services.web.verbs.abc: expected a bash command, a list of a command and its arguments, or an object with run and options, got 5 «5»",
      'json:3:43 services.web.dependsOn[0]: there is no service "api" «"api"»',
    ]);
  });

  test.each([
    ["a missing comma", '{\n  "root": "a"\n  "services": {}\n}', 'json:3:3 expected "," or "}", got "services" «"services"»'],
    ["a missing colon", '{ "services" {} }', 'json:1:14 expected ":", got { «{»'],
    ["a missing value", '{ "services": }', "json:1:15 expected a value, got } «}»"],
    ["single quotes", "{ 'services': {} }", "json:1:3 expected a name in double quotes, got 'services' «'services'»"],
    ["no quotes", "{ services: {} }", "json:1:3 expected a name in double quotes, got services «services»"],
    ["text behind", '{ "services": {} } x', "json:1:20 expected the end of the file, got x «x»"],
    ["an early end", '{ "services": {', "json:1:15 the file ends too early: expected a name in double quotes «{»"],
    ["an empty file", "", "json:1:1 the file is empty «»"],
    ["only a byte order mark and spaces", "\uFEFF  \n", "json:1:1 the file is empty « »"],
    ["a number that is none", '{ "services": -x }', "json:1:15 expected a value, got - «-»"],
  ])("like %s", async (_, text, mistake) => {
    expect(await mistakesIn({ "services.config.json": text })).toEqual([mistake]);
  });

  test("are none where it has comments and closing commas, as editors' own files do", async () => {
    using folder = workspaceOf({
      "services.config.json": '// registry\n{\n  /* all */ "services": {\n    "a": { "path": "a", "tags": ["x", "y",], },\n  },\n}\n',
    });
    const result = await folder.open();
    expect(result.ok && result.value.serviceNames).toEqual(["a"]);
  });
});

describe("services that depend on each other", () => {
  test.each([
    [{ a: ["a"] }, ["a.dependsOn[0]: the service depends on itself"]],
    [{ a: ["b"], b: ["c"], c: ["a"] }, ["c.dependsOn[0]: these services depend on each other: a -> b -> c -> a"]],
    [
      { a: ["b"], b: ["c", "b"], c: ["b"] },
      ["c.dependsOn[0]: these services depend on each other: b -> c -> b", "b.dependsOn[1]: the service depends on itself"],
    ],
    [{ a: ["b", "c"], b: ["d"], c: ["d"], d: [] }, []],
  ])("%j", async (dependencies, expected) => {
    const services = Object.fromEntries(Object.entries(dependencies).map(([name, dependsOn]) => [name, { path: name, dependsOn }]));
    using folder = workspaceOf({ "services.config.json": JSON.stringify({ services }) });
    const result = await folder.open();
    const found = result.ok ? [] : mistakesOf(result, folder.root).map((line) => line.replace(/^\S+ services\.|\s«.*$/g, ""));
    expect(found).toEqual(expected);
  });
});

describe("what a verb depends on", () => {
  test.each(["build", "^build", "^db:seed", "api:db:seed", "db:seed", "//:fmt"])("may be %s", async (dependency) => {
    const verbs = { "db:seed": "x", all: { run: "y", dependsOn: [dependency] } };
    using folder = workspaceOf({ "services.config.json": JSON.stringify({ services: { web: { path: "w", verbs }, api: { path: "a" } } }) });
    expect((await folder.open()).ok).toBe(true);
  });

  test("names a service that exists, or a verb of its own that is known", async () => {
    const verbs = { all: { run: "y", dependsOn: ["database:seed"] } };
    expect(await mistakesIn({ "services.config.json": JSON.stringify({ services: { web: { path: "w", verbs } } }) })).toEqual([
      'json:1:71 services.web.verbs.all.dependsOn[0]: there is no service "database"; a verb of the same service would be "web:database:seed" «"database:seed"»',
    ]);
  });
});

describe("when and how often a verb runs", () => {
  test.each([
    [{ timeout: "10 minutes" }, 'timeout: expected a duration such as 30s, 5m or 1h30m, got "10 minutes"'],
    [{ timeout: 600 }, "timeout: expected a duration such as 30s, 5m or 1h30m, got 600"],
    [{ timeout: "" }, 'timeout: expected a duration such as 30s, 5m or 1h30m, got ""'],
    [{ timeout: "0s" }, 'timeout: expected a duration such as 30s, 5m or 1h30m, got "0s"'],
    [{ timeout: "1m1h" }, 'timeout: expected a duration such as 30s, 5m or 1h30m, got "1m1h"'],
    [{ weight: 0 }, "weight: expected a whole number from 1, got 0"],
    [{ weight: 1.5 }, "weight: expected a whole number from 1, got 1.5"],
    [{ weight: "2" }, 'weight: expected a whole number from 1, got "2"'],
    [{ retries: 11 }, "retries: expected a whole number from 0 to 10, got 11"],
    [{ mutex: " " }, 'mutex: expected a name, got " "'],
    [{ mutex: 5 }, 'mutex: expected a name, got 5: write it in quotes, "5"'],
    [{ allowFailure: "yes" }, 'allowFailure: expected true or false, got "yes"'],
    [{ inputs: ["/src"] }, 'inputs[0]: expected a path relative to the service\'s folder, got "/src"'],
    [{ inputs: ["!../x"] }, 'inputs[0]: expected a path inside the service\'s folder, got "../x"'],
    [{ inputs: ["//../x"] }, 'inputs[0]: expected a path inside the workspace, got "../x"'],
    [{ retrys: 1 }, 'retrys: unknown property; did you mean "retries"?'],
    [{ interactive: true, timeout: "1s", retries: 1 }, "timeout: an interactive verb has the terminal, and is ended by nobody else"],
    [{ interactive: true, retries: 1 }, "retries: an interactive verb has the terminal: who sits there tries again"],
    [
      { persistent: true, timeout: "1s" },
      "timeout: a persistent verb runs until it is stopped: how long it may take to get ready is readyWhen.timeout",
    ],
    [{ readyWhen: { tcp: 1 } }, "readyWhen: only a verb that runs until it is stopped gets ready: add persistent: true"],
  ])("%j", async (options, mistake) => {
    expect((await mistakesOfVerb({ run: "x", ...options }))[0]).toBe(mistake);
  });

  test.each([
    [{}, "readyWhen: expected one of line, tcp, http, command, got none of them"],
    [{ timeout: "1s" }, "readyWhen: expected one of line, tcp, http, command, got none of them"],
    [{ line: "x", tcp: 1 }, "readyWhen: expected one of line, tcp, http, command, got line and tcp"],
    [{ tcp: 1, status: 200 }, "readyWhen.status: only http has a status: this asks for tcp"],
    [{ tcp: 70_000 }, "readyWhen.tcp: expected a port (5432) or host:port, got 70000"],
    [{ tcp: "db" }, 'readyWhen.tcp: expected a port (5432) or host:port, got "db"'],
    [{ tcp: "db:0" }, "readyWhen.tcp: expected a port from 1 to 65535, got 0"],
    [{ http: "localhost:3000" }, 'readyWhen.http: expected an address such as http://localhost:3000/health, got "localhost:3000"'],
    [{ http: "http://localhost:x" }, 'readyWhen.http: expected an address such as http://localhost:3000/health, got "http://localhost:x"'],
    [{ tcp: "$PORT" }, 'readyWhen.tcp: expected a port (5432) or host:port, got "$PORT"'],
    [{ http: "http://localhost:$PORT/" }, "readyWhen.http: only a process is told its ports: they can be named in processes.dev.ready"],
    [{ http: "http://a", status: 99 }, "readyWhen.status: expected a status of HTTP, such as 200, got 99"],
    [{ line: "(" }, "readyWhen.line: expected a regular expression: unterminated group"],
    [{ command: [] }, "readyWhen.command: expected a bash command or a list of a command and its arguments, got an empty list"],
    [{ tcp: 1, timeout: "5 min" }, 'readyWhen.timeout: expected a duration such as 30s, 5m or 1h30m, got "5 min"'],
    ["always", 'readyWhen: expected an object with one of line, tcp, http and command, got "always"'],
  ])("readyWhen: %j", async (readyWhen, mistake) => {
    expect(await mistakesOfVerb({ run: "x", persistent: true, readyWhen })).toEqual([mistake]);
  });

  test.each([
    ["a verb that another file runs", "x", { readyWhen: { tcp: 1 } }],
    ["dev, which is persistent by itself", "dev", { run: "x", readyWhen: { tcp: 1 } }],
    ["dev that is not", "dev", { run: "x", persistent: false, timeout: "5m" }],
  ])("is right of %s", async (_what, verb, options) => {
    expect(await mistakesOfVerb(options, verb)).toEqual([]);
  });

  async function mistakesOfVerb(options: object, verb = "x"): Promise<string[]> {
    using folder = workspaceOf({ "services.config.json": JSON.stringify({ services: { a: { path: "a", verbs: { [verb]: options } } } }) });
    const result = await folder.open();
    return result.ok ? [] : mistakesOf(result, folder.root).map((line) => line.replace(/^\S+ services\.a\.verbs\.x\.|\s«.*$/gs, ""));
  }
});

function byLine(a: string, b: string): number {
  const [, lineA = 0, columnA = 0] = a.split(/[: ]/).map(Number);
  const [, lineB = 0, columnB = 0] = b.split(/[: ]/).map(Number);
  return lineA - lineB || columnA - columnB || (a < b ? -1 : 1);
}

test.each(["**", ".", "./", "*", "**/*", "./**"])("outputs that mean the whole folder: %s", async (glob) => {
  const text = JSON.stringify({ services: { web: { path: "web", verbs: { build: { run: "x", outputs: [glob] } } } } });
  expect(await mistakesIn({ "services.config.json": text })).toEqual([
    `json:1:73 services.web.verbs.build.outputs[0]: "${glob}" means all that is in the service's folder, sources included: name what the command writes «"${glob}"»`,
  ]);
});

test.each(["dist", "dist/**", "*.tsbuildinfo", "**/obj/**", "./dist", "*/*"])("outputs that mean less: %s", async (glob) => {
  const text = JSON.stringify({ services: { web: { path: "web", verbs: { build: { run: "x", outputs: [glob] } } } } });
  using folder = workspaceOf({ "services.config.json": text });
  expect(await folder.open()).toMatchObject({ ok: true });
});
