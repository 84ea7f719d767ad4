import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { cleanEnvironment, openTerminal, runRepo, startContainerEngine, temporaryFolder } from "@nix-repo/testkit";
import { copyOfExample, justFolder, nodeFolder, repoOnPath } from "./example.ts";
import { runProgram } from "./run-program.ts";

const root = join(import.meta.dirname, "..");
/** `docs/getting-started.md` begins with an empty folder, and has a test of its own. */
const pages = ["README.md", "examples/hybrid/README.md", ...pagesBelow("docs").filter((name) => !name.endsWith("getting-started.md"))].map(
  (name) => ({
    name,
    text: readFileSync(join(root, name), "utf8"),
  }),
);
const readme = pages[0]?.text ?? "";

let copy: ReturnType<typeof copyOfExample>;
let env: Record<string, string | undefined>;
beforeAll(async () => {
  copy = copyOfExample();
  // What is asked of git is asked of a repository.
  copy.track();
  copy.write({ "bin/repo": repoOnPath(), "bin/go": { content: "#!/bin/sh\necho go version go1.26 linux/amd64\n", mode: 0o755 } });
  const PATH = `${join(copy.path, "bin")}:${nodeFolder}:${justFolder}:/usr/bin:/bin`;
  // Whoever opens a shell or serves in here must end by himself and be in nobody's way.
  env = cleanEnvironment({ PATH, HOME: copy.path, SHELL: "/bin/true", REPO_PROVIDER: "host", PORT: await freePort() });
});
afterAll(() => copy[Symbol.dispose]());

describe("command lines of the pages, in a copy of examples/hybrid", () => {
  const lines = pages.flatMap(({ name, text }) => commandLines(text).map((line) => ({ name, line })));
  const ofImages = lines.filter(({ name }) => name === "docs/images.md");
  const ending = lines.filter((each) => !isServer(each.line) && !isWatching(each) && !ofImages.includes(each));

  test("there are some on each page", () => {
    for (const { name } of pages) expect(lines.filter((each) => each.name === name).length).toBeGreaterThan(3);
  });

  test.each(ending)("$name: $line", async ({ line }) => {
    // What asks a running server finds none here: that it is asked is what counts.
    const asksServer = / quote /.test(line);
    const steers = /^repo (status|restart|stop|logs [a-z]+$)/.test(line);
    if (steers) await runProgram(["repo", "up", "--detach"], { cwd: copy.example, env });
    const run = await runProgram(["bash", "-c", line], { cwd: copy.example, env });
    if (steers) await runProgram(["repo", "down"], { cwd: copy.example, env });
    if (isOfNix(line)) {
      expect({ exitCode: run.exitCode, stderr: run.stderr }).toEqual({
        exitCode: 2,
        stderr: expect.stringContaining("the provider is host"),
      });
      return;
    }
    expect({ exitCode: run.exitCode, stderr: run.exitCode === 0 ? "" : run.stderr }).toEqual(
      asksServer ? { exitCode: 1, stderr: expect.stringContaining("fetch failed") } : { exitCode: 0, stderr: "" },
    );
  });

  test("what the page of images says, where web has a Dockerfile, and containers an engine", async () => {
    await using engine = await startContainerEngine();
    using other = copyOfExample();
    other.write({
      "examples/hybrid/code/client/web/Dockerfile": `FROM ${engine.image}\nEXPOSE 80\nCMD ["echo", "served"]\n`,
      "examples/hybrid/code/client/web/deploy/compose/compose.yaml": `services: { tests: { image: "web:latest", network_mode: host } }`,
    });
    const { PATH, ...ofEngine } = engine.podman;
    for (const { line } of ofImages) {
      const run = await runProgram(["bash", "-c", line], { cwd: other.example, env: { ...env, ...ofEngine, PATH: `${PATH}:${env.PATH}` } });
      expect({ line, exitCode: run.exitCode, stderr: run.exitCode === 0 ? "" : run.stderr }).toEqual({ line, exitCode: 0, stderr: "" });
    }
  }, 120_000);

  test("the servers start, answer what the page says, and end at Ctrl-C", async () => {
    expect(lines.filter(({ line }) => isServer(line)).map(({ line }) => line)).toEqual(
      expect.arrayContaining(["repo dev api", "repo dev web"]),
    );
    using api = openTerminal({ command: ["repo", "dev", "api"], cwd: copy.example, env: { ...env, TERM: "screen-256color" } });
    await api.waitFor(/api: http:\/\/localhost:\d+\/prices/);
    const asked = await runProgram(["bash", "-c", "repo quote api -- CUP-01 6"], { cwd: copy.example, env });
    expect(asked).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("CUP-01") });
    const webEnv = { ...env, WEB_PORT: await freePort(), API_URL: `http://localhost:${env.PORT}`, TERM: "screen-256color" };
    using web = openTerminal({ command: ["repo", "dev", "web"], cwd: copy.example, env: webEnv });
    await web.waitFor(/web: http:\/\/localhost:\d+\//);
    expect(await (await fetch(`http://localhost:${webEnv.WEB_PORT}/`)).text()).toContain("The tea shop");
    for (const terminal of [web, api]) {
      terminal.press("C-c");
      expect(await terminal.exitCode()).toBeGreaterThanOrEqual(0);
    }
  });

  test("what watches runs, waits, and ends at Ctrl-C", async () => {
    const [line = ""] = lines.filter(isWatching).map((each) => each.line);
    using terminal = openTerminal({ command: ["bash", "-c", line], cwd: copy.example, env: { ...env, TERM: "screen-256color" } });
    await terminal.waitFor(/waiting for changes/);
    terminal.press("C-c");
    expect(await terminal.exitCode()).toBe(130);
  });
});

describe("the recorded session", () => {
  const session = /```console\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  const shown = (command: string) =>
    session
      .split(/^\$ /m)
      .find((part) => part.startsWith(`${command}\n`))
      ?.slice(command.length + 1)
      .trimEnd() ?? "";

  test("repo list", async () => {
    await runRepo(["list", "--ask"], { cwd: copy.example, env });
    const run = await runRepo(["list"], { cwd: copy.example, env });
    expect(run.stdout.trimEnd()).toBe(shown("repo list"));
  });

  test("repo tset web", async () => {
    const run = await runRepo(["tset", "web"], { cwd: copy.example, env });
    expect(run.stderr.trimEnd()).toBe(shown("repo tset web"));
  });

  test("repo test web, with a slip in the registry", async () => {
    const text = readFileSync(join(copy.example, "services.config.ts"), "utf8");
    copy.write({ "examples/hybrid/services.config.ts": text.replace('dependsOn: ["api"]', 'dependsOn: ["apo"]') });
    const run = await runRepo(["test", "web"], { cwd: copy.example, env });
    copy.write({ "examples/hybrid/services.config.ts": text });
    expect(run.stderr.trimEnd()).toBe(shown("repo test web"));
  });
});

describe("the snippets of TypeScript", () => {
  const snippets = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, text = ""]) => text);

  test("there are a registry and an override", () => {
    expect(snippets.filter((text) => text.includes("defineConfig"))).toHaveLength(1);
    expect(snippets.filter((text) => text.includes("defineService"))).toHaveLength(1);
  });

  test("the registry is valid, and the override is one of a service in it", async () => {
    const [registry = ""] = snippets.filter((text) => text.includes("defineConfig"));
    const [override = ""] = snippets.filter((text) => text.includes("defineService"));
    using folder = temporaryFolder({
      "services.config.ts": registry,
      "code/backend/api/repo.config.ts": override,
      "code/client/web/package.json": "{}",
    });
    expect(await runRepo(["config", "validate"], { cwd: folder.path })).toEqual({
      exitCode: 0,
      signal: null,
      stdout: "2 services, no mistakes\n",
      stderr: "",
    });
    expect((await runRepo(["explain", "api:migrate"], { cwd: folder.path })).stdout).toContain("code/backend/api/repo.config.ts:");
  });
});

/** Lines of `sh` blocks that begin with `repo`, perhaps behind a variable, and commands in the text; not what is written with placeholders. */
function commandLines(text: string): string[] {
  const inBlocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = ""]) => block.split("\n"));
  const inText = [...text.replaceAll(/```[\s\S]*?```/g, "").matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
  const lines = [...inBlocks, ...inText].map((line) => line.replace(/ +#.*$/, "").trim());
  return [...new Set(lines.filter((line) => /^([A-Z_]+=\S+ )?repo [a-z-]/.test(line) && !/…|\[|\b[A-Z]{4,}\b(?!=|-)/.test(line)))];
}

/** What is about kept environments says so on the host provider; with Nix they have tests of their own. */
function isOfNix(line: string): boolean {
  return /^repo (env (?!direnv)|doctor --verify)/.test(line);
}

function isWatching({ line }: { line: string }): boolean {
  return line.includes("--watch");
}

function isServer(line: string): boolean {
  return /^repo (dev|shell|up)\b/.test(line);
}

function pagesBelow(folder: string): string[] {
  try {
    return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".md"))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

async function freePort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return String(typeof address === "object" ? address?.port : "");
}
