import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import {
  type ContainerEngine,
  cleanEnvironment,
  type RepoRun,
  runRepo,
  startContainerEngine,
  startRepo,
  type TemporaryFolder,
  until,
} from "@nix-repo/testkit";
import { ON_HOST, workspaceOf } from "./workspace.ts";

/** A PATH with one of the engines and what is Debian's; the engine of the machine, if it has one, is elsewhere. */
function envOf(engine: ContainerEngine, kind: "docker" | "podman") {
  const { PATH, ...env } = engine[kind];
  return cleanEnvironment({ ...env, PATH: `${PATH}:/usr/bin:/bin` });
}

/** A service `shop` in `code/Web Shop`, whose image says what it was given when it was built. */
function shopOf(engine: ContainerEngine, files: Readonly<Record<string, string>> = {}, service: object = {}): TemporaryFolder {
  const inFolder = Object.fromEntries(Object.entries(files).map(([path, text]) => [`code/Web Shop/${path}`, text]));
  return workspaceOf(
    {
      root: "code",
      services: { shop: { path: "Web Shop", ...service } },
      ci: { stages: ["lint", "docker-build"] },
    },
    {
      "code/Web Shop/Dockerfile": `FROM ${engine.image}\nCOPY goods /goods\nRUN tr a-z A-Z </goods >/loud\nEXPOSE 80\nCMD ["cat", "/loud"]\n`,
      "code/Web Shop/goods": "apples\n",
      ...inFolder,
    },
  );
}

/** What is served there, as soon as anything is. */
async function pageAt(port: number): Promise<string> {
  for (const end = Date.now() + 20_000; ; ) {
    try {
      return await (await fetch(`http://127.0.0.1:${port}/`)).text();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

const everything = (run: RepoRun) => `${run.stdout}${run.stderr}`;

test("a service with a Dockerfile has the verbs of its image in lists, help, completion and explanations, and may have its own", async () => {
  const files = {
    "code/web/Dockerfile": "FROM scratch\n",
    "code/web/deploy/compose/compose.yaml": "services: {}\n",
    "code/web/repo.config.json": '{ "verbs": { "docker-run": ["echo", "another"], "docker-build": { "timeout": "5m" } } }',
  };
  using workspace = workspaceOf({ services: { web: { path: "code/web" }, lib: { path: "code/lib" } } }, files);
  const repo = async (...args: string[]) => await runRepo(args, { cwd: workspace.path });

  expect((await repo("list")).stdout).toContain("repo.config.json: docker-run; Dockerfile: docker-build, docker-test, test-e2e-docker");
  expect((await repo("__complete", "--", "docker-")).stdout).toMatch(/docker-build[\s\S]*docker-run[\s\S]*docker-test/);
  expect((await repo("__complete", "--", "docker-build", "")).stdout).toContain("web");
  expect((await repo("docker-build", "--help")).stdout).toContain("docker-build");
  const explained = await repo("explain", "web:docker-build");
  expect(explained.stdout).toContain("docker build --tag web:latest .");
  expect(explained.stdout).toContain("code/web/Dockerfile");
  expect(explained.stdout).toContain("cache: false");
  expect((await repo("docker-run", "web", ...ON_HOST)).stdout).toBe("another\n");
  const missing = await repo("docker-build", "lib", ...ON_HOST);
  expect([missing.exitCode, missing.stderr]).toEqual([2, expect.stringContaining('lib has no verb "docker-build"')]);
});

test("docker-build without any engine names what is missing", async () => {
  using workspace = workspaceOf({ services: { web: { path: "web" } } }, { "web/Dockerfile": "FROM scratch\n", "bin/.keep": "" });
  const run = await runRepo(["docker-build", "web", ...ON_HOST], {
    cwd: workspace.path,
    env: cleanEnvironment({ PATH: join(workspace.path, "bin") }),
  });
  expect(run.exitCode).toBe(127);
  expect(run.stderr).toContain("docker");
});

describe("by a real engine", () => {
  test.each(["docker", "podman"] as const)(
    "%s builds the image, in ci too, each time it is asked",
    async (kind) => {
      await using engine = await startContainerEngine();
      using workspace = shopOf(engine);
      const at = { cwd: workspace.path, env: envOf(engine, kind) };
      const built = await runRepo(["docker-build", "shop", ...ON_HOST], at);
      expect([built.exitCode, everything(built)]).toEqual([0, expect.stringContaining("tagged")]);
      expect(everything(await runRepo(["ci", ...ON_HOST], at))).toContain("shop:docker-build");
      expect(everything(await runRepo(["docker-build", "shop", ...ON_HOST], at))).toContain("✓ shop:docker-build");

      workspace.write({ "code/Web Shop/Dockerfile": `FROM ${engine.image}\nRUN echo it went wrong >&2; exit 7\n` });
      const broken = await runRepo(["docker-build", "shop", ...ON_HOST], at);
      expect([broken.exitCode === 0, everything(broken)]).toEqual([false, expect.stringContaining("it went wrong")]);
    },
    120_000,
  );

  test("docker-run starts what was built, reached by the service's port; docker-test builds it before", async () => {
    await using engine = await startContainerEngine({ network: "slirp4netns" });
    const port = 20_000 + (process.pid % 10_000);
    const dockerfile = (command: readonly string[]) =>
      `FROM ${engine.image}\nCOPY goods /www/index.html\nEXPOSE 80\nCMD ${JSON.stringify(command)}\n`;
    const files = { Dockerfile: dockerfile(["sh", "-c", "cat /www/index.html; exit 5"]) };
    using workspace = shopOf(engine, files, { processes: { dev: { run: "true", ports: { http: port } } } });
    const env = envOf(engine, "podman");
    const tested = await runRepo(["docker-test", "shop", ...ON_HOST], { cwd: workspace.path, env });
    expect([tested.exitCode, tested.stdout]).toEqual([5, expect.stringContaining("apples\n")]);

    workspace.write({ "code/Web Shop/Dockerfile": dockerfile(["sh", "-c", "trap exit TERM; httpd -f -p 80 -h /www & wait"]) });
    expect((await runRepo(["docker-build", "shop", ...ON_HOST], { cwd: workspace.path, env })).exitCode).toBe(0);
    const running = startRepo(["docker-run", "shop", ...ON_HOST], { cwd: workspace.path, env });
    expect(await pageAt(port)).toBe("apples\n");
    running.kill("SIGTERM");
    await once(running, "exit");
    await until(() => engine.containers().length === 0, "the container's end");
  }, 120_000);

  test("docker-test is the stage test of the Dockerfile, where there is one", async () => {
    await using engine = await startContainerEngine();
    using workspace = shopOf(engine, {
      Dockerfile: `FROM ${engine.image} AS build\nCOPY goods /goods\nFROM build AS test\nRUN grep pears /goods\nFROM build\n`,
    });
    const at = { cwd: workspace.path, env: envOf(engine, "docker") };
    const failed = await runRepo(["docker-test", "shop", ...ON_HOST], at);
    expect([failed.exitCode === 0, everything(failed)]).toEqual([false, expect.stringContaining("grep pears")]);
    workspace.write({ "code/Web Shop/goods": "pears\n" });
    expect((await runRepo(["docker-test", "shop", ...ON_HOST], at)).exitCode).toBe(0);
  }, 120_000);
});

/** An app that ends when it is asked to, and a test of it. */
const projectOf = (image: string, test: string) => `services:
  app:
    image: "shop:latest"
    network_mode: host
    command: ["sh", "-c", "trap exit TERM; echo open; sleep 1000 & wait"]
    volumes: ["till:/till"]
${test === "" ? "" : `  tests:\n    image: "${image}"\n    network_mode: host\n    depends_on: { app: { condition: service_started } }\n    command: ["sh", "-c", ${JSON.stringify(test)}]\n`}
volumes: { till: {} }
`;

describe("test-e2e-docker", () => {
  test.each(["docker", "podman"] as const)(
    "%s: the container that tests decides, and nothing of it stays",
    async (kind) => {
      await using engine = await startContainerEngine();
      using workspace = shopOf(engine, { "deploy/compose/docker-compose.prod.yml": projectOf(engine.image, "echo tried it; exit 3") });
      const at = { cwd: workspace.path, env: envOf(engine, kind) };
      const failed = await runRepo(["test-e2e-docker", "shop", ...ON_HOST], at);
      expect([failed.exitCode, everything(failed)]).toEqual([1, expect.stringMatching(/tried it[\s\S]*exit 3/)]);
      // What the app said helps to understand it.
      expect(everything(failed)).toContain("open");
      expect([engine.containers(), engine.volumes()]).toEqual([[], []]);

      workspace.write({ "code/Web Shop/deploy/compose/docker-compose.prod.yml": projectOf(engine.image, "echo tried it") });
      const passed = await runRepo(["test-e2e-docker", "shop", ...ON_HOST], at);
      expect([passed.exitCode, everything(passed)]).toEqual([0, expect.stringContaining("tried it")]);
      expect([engine.containers(), engine.volumes()]).toEqual([[], []]);
    },
    180_000,
  );

  test("without a container that tests, the script of package.json does; without either it says so", async () => {
    await using engine = await startContainerEngine();
    using workspace = shopOf(engine, {
      "deploy/compose/compose.yaml": projectOf(engine.image, ""),
      "package.json": '{ "scripts": { "test:e2e": "playwright test" } }',
    });
    const at = { cwd: workspace.path, env: envOf(engine, "docker") };
    workspace.write({
      "programs/npm": { content: "#!/bin/sh\necho npm \"$@\"\ndocker ps --format '{{.Names}}'\nexit 4\n", mode: 0o755 },
    });
    const env = { ...at.env, PATH: `${join(workspace.path, "programs")}:${at.env.PATH}` };
    const failed = await runRepo(["test-e2e-docker", "shop", ...ON_HOST], { ...at, env });
    expect(everything(failed)).toMatch(/npm run test:e2e --[\s\S]*shop-e2e-\d+-app-1[\s\S]*exit 4/);
    expect([engine.containers(), engine.volumes()]).toEqual([[], []]);

    workspace.write({ "code/Web Shop/package.json": "{}" });
    const nobody = await runRepo(["test-e2e-docker", "shop", ...ON_HOST], at);
    expect([nobody.exitCode, everything(nobody)]).toEqual([
      1,
      expect.stringContaining("deploy/compose/compose.yaml has no service tests, test or e2e, and package.json no script test:e2e"),
    ]);
  }, 180_000);

  test("is taken down when it is interrupted", async () => {
    await using engine = await startContainerEngine();
    using workspace = shopOf(engine, { "deploy/compose/compose.yaml": projectOf(engine.image, "sleep 1000") });
    const running = startRepo(["test-e2e-docker", "shop", ...ON_HOST], { cwd: workspace.path, env: envOf(engine, "docker") });
    await until(() => engine.processes().some(({ words }) => words.join(" ") === "sh -c sleep 1000" || words.join(" ") === "sleep 1000"));
    await until(() => engine.containers().some((name) => name.includes("tests")));
    running.kill("SIGINT");
    const [exitCode] = (await once(running, "exit")) as [number | null];
    expect(exitCode).toBe(130);
    expect([engine.containers(), engine.volumes()]).toEqual([[], []]);
  }, 180_000);
});
