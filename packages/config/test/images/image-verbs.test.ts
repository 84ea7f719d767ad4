import { describe, expect, test } from "@jest/globals";
import type { FileContent } from "@nix-repo/testkit";
import { mistakesOf, opened, successOf, workspaceOf } from "../opening.ts";

const FROM = "FROM scratch\n";

type Files = Readonly<Record<string, FileContent>>;

/** The verbs that come with the Dockerfile of `code/web`, as lines. */
async function imageVerbs(files: Files, service: object = {}, name = "web"): Promise<Record<string, string>> {
  const entries = await entriesOf(files, service, name);
  return Object.fromEntries(
    Object.entries(entries).map(([verb, { run }]) => [verb, run?.kind === "argv" ? run.argv.join(" ") : "no argv"]),
  );
}

async function entriesOf(files: Files, service: object = {}, name = "web") {
  using folder = workspaceOf({
    "services.config.json": JSON.stringify({ root: "code", services: { [name]: { path: "web", ...service } } }),
    "code/web/.keep": "",
    ...Object.fromEntries(Object.entries(files).map(([path, text]) => [path.startsWith("/") ? path.slice(1) : `code/web/${path}`, text])),
  });
  const { verbs } = successOf(await (await opened(folder, { env: { PATH: `${folder.root}/bin` } })).service(name));
  return Object.fromEntries([...verbs].flatMap(([verb, { image }]) => (image === undefined ? [] : [[verb, image]])));
}

describe("a service with a Dockerfile", () => {
  test("has verbs that build, start and test its image, and never keep what they did", async () => {
    const entries = await entriesOf({ Dockerfile: `${FROM}EXPOSE 80\n` }, { processes: { dev: { ports: { http: 8000 } } } });
    expect(Object.fromEntries(Object.entries(entries).map(([verb, { run, options }]) => [verb, { run, ...options }]))).toEqual({
      "docker-build": {
        run: { kind: "argv", argv: ["docker", "build", "--tag", "web:latest", "."] },
        description: "Build the image web:latest",
        cache: false,
      },
      "docker-run": {
        run: { kind: "argv", argv: ["docker", "run", "--rm", "--publish", "8000:80", "web:latest"] },
        description: "Start a container of web:latest",
        cache: false,
        persistent: true,
      },
      "docker-test": {
        run: { kind: "argv", argv: ["docker", "run", "--rm", "--publish", "8000:80", "web:latest"] },
        description: "Build web:latest and start a container of it",
        cache: false,
        persistent: true,
        dependsOn: ["docker-build"],
      },
    });
    expect(entries["docker-build"]?.place.file).toMatch(/code\/web\/Dockerfile$/);
  });

  test("has none without", async () => {
    expect(await imageVerbs({ "Dockerfile.dev": FROM, "deploy/compose/compose.yaml": "" })).toEqual({});
  });

  test("is tested by the stage test, where there is one", async () => {
    const entries = await entriesOf({ Dockerfile: `${FROM}\nFROM a AS Test\n` });
    expect(entries["docker-test"]).toMatchObject({
      run: { argv: ["docker", "build", "--tag", "web:latest-test", "--target", "test", "."] },
      options: { cache: false },
    });
    expect(entries["docker-test"]?.options.persistent).toBeUndefined();
  });

  test.each<[what: string, ports: unknown, expose: string, published: string]>([
    ["as it stands where nothing is exposed", [3000], "", "3000:3000"],
    ["to the same port where that is exposed", [443, 80], "EXPOSE 80 443", "443:443 80:80"],
    ["to the one in the same place", { http: 8000, admin: 9000 }, "EXPOSE 80 81", "8000:80 9000:81"],
    ["from any free port", { http: "auto" }, "EXPOSE 80", "80"],
    ["not at all, where nobody says to what", { http: "auto" }, "", ""],
    ["what is exposed, where the registry says nothing", undefined, "EXPOSE 80\nEXPOSE 81", "80:80 81:81"],
  ])("publishes its ports: %s", async (_what, ports, expose, published) => {
    const service = ports === undefined ? {} : { processes: { dev: { run: "x", ports } } };
    const { "docker-run": run = "" } = await imageVerbs({ Dockerfile: `${FROM}${expose}\n` }, service);
    expect([...run.matchAll(/--publish (\S+)/g)].map(([, pair]) => pair).join(" ")).toBe(published);
  });

  test("is named and built as the registry and, over it, the team say", async () => {
    const docker = { image: "ghcr.io/acme/shop", tag: "1", context: "//", target: "serve" };
    const files = {
      Dockerfile: `${FROM}EXPOSE 1\nFROM a AS serve\nEXPOSE 2\nFROM b\n`,
      "repo.config.json": '{ "docker": { "tag": "2" } }',
    };
    const entries = await entriesOf(files, { docker });
    expect(entries["docker-build"]).toMatchObject({
      run: {
        argv: ["docker", "build", "--tag", "ghcr.io/acme/shop:2", "--file", "../../code/web/Dockerfile", "--target", "serve", "../.."],
      },
      options: { inputs: ["**", "//**"] },
    });
    expect((await imageVerbs(files, { docker }))["docker-run"]).toBe("docker run --rm --publish 2:2 ghcr.io/acme/shop:2");
  });

  test("is built from a folder within its own", async () => {
    expect((await imageVerbs({ Dockerfile: FROM }, { docker: { context: "./-x/" } }))["docker-build"]).toBe(
      "docker build --tag web:latest --file ./-x/../Dockerfile ./-x",
    );
  });

  test("has an image whatever it is called", async () => {
    expect((await imageVerbs({ Dockerfile: FROM }, {}, "Größe"))["docker-build"]).toMatch(
      /^docker build --tag gro-e-[0-9a-f]{8}:latest \.$/,
    );
  });

  const program = { content: "", mode: 0o755 };
  test.each<[has: string, files: Files, program: string]>([
    ["neither", {}, "docker"],
    ["podman", { "/bin/podman": program }, "podman"],
    ["both", { "/bin/podman": program, "/bin/docker": program }, "docker"],
  ])("is built by what is on the PATH: %s", async (_has, files, expected) => {
    expect((await imageVerbs({ Dockerfile: FROM, ...files }))["docker-run"]).toBe(`${expected} run --rm web:latest`);
  });
});

describe("test-e2e-docker", () => {
  const wordsOf = async (files: Files, name?: string) => {
    const entry = (await entriesOf({ Dockerfile: FROM, ...files }, {}, name))["test-e2e-docker"];
    return entry?.run?.kind === "argv" ? entry.run.argv.slice(entry.run.argv.lastIndexOf("bash") + 1) : undefined;
  };

  test("needs a compose file in deploy/compose, of a usual name or the only one", async () => {
    expect(await wordsOf({})).toBeUndefined();
    expect(await wordsOf({ "deploy/compose/README.md": "" })).toBeUndefined();
    expect(await wordsOf({ "deploy/compose/a.yaml": "", "deploy/compose/b.yaml": "" })).toBeUndefined();
    const usual = { "deploy/compose/a.yaml": "", "deploy/compose/docker-compose.prod.yml": "" };
    expect(await wordsOf(usual)).toEqual(["web", "deploy/compose/docker-compose.prod.yml", "docker", "compose", "--"]);
    expect(await wordsOf({ "deploy/compose/-x y.yaml": "" }, "a.b")).toEqual([
      "a-b",
      "deploy/compose/-x y.yaml",
      "docker",
      "compose",
      "--",
    ]);
  });

  test("knows the script that tests on this side", async () => {
    const files = { "deploy/compose/compose.yaml": "", "package.json": '{ "scripts": { "test:e2e": "x" } }', "pnpm-lock.yaml": "" };
    expect((await wordsOf(files))?.slice(-4)).toEqual(["--", "pnpm", "run", "test:e2e"]);
  });

  test("is built first", async () => {
    const entries = await entriesOf({ Dockerfile: FROM, "deploy/compose/compose.yaml": "" });
    expect(entries["test-e2e-docker"]?.options).toMatchObject({ dependsOn: ["docker-build"], cache: false });
  });
});

test("what docker would not take is a mistake", async () => {
  const docker = { image: "Web:1", tag: "-x", target: "--x", context: "", name: "a" };
  const registry = JSON.stringify({ services: { web: { path: "web", docker } } }, undefined, 1);
  using folder = workspaceOf({ "services.config.json": registry, "web/.keep": "" });
  expect(mistakesOf(await folder.open(), folder.root)).toEqual([
    'services.config.json:10:5 services.web.docker.name: unknown property; expected one of image, tag, context, target «"name"»',
    'services.config.json:6:14 services.web.docker.image: expected an image\'s name without a tag, such as acme/web, got "Web:1" «"Web:1"»',
    'services.config.json:7:12 services.web.docker.tag: expected an image\'s tag, such as latest or 1.2, got "-x" «"-x"»',
    'services.config.json:9:16 services.web.docker.context: expected a folder, got "" «""»',
    'services.config.json:8:15 services.web.docker.target: expected a stage\'s name, got "--x" «"--x"»',
  ]);
});
