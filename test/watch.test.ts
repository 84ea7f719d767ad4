import type { ChildProcess } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { cleanEnvironment, nixVersions, startRepo, type TemporaryFolder } from "@nix-repo/testkit";
import { nixWorkspaceOf } from "./nix-workspace.ts";
import { ON_HOST, type Registry, workspaceOf } from "./workspace.ts";

const LINES: Registry = {
  services: {
    web: {
      path: "web",
      dependsOn: ["lib"],
      verbs: {
        build: { run: "touch out; cat src/a || true", dependsOn: ["^build"], outputs: ["out"] },
        some: { run: "echo some", inputs: ["src/**", "//shared.json", "!**/*.md"] },
      },
    },
    lib: { path: "lib", verbs: { build: "echo lib-$(cat v)" } },
    other: { path: "other", verbs: { build: "echo other" } },
  },
};
const FILES = { "web/src/a": "one", "lib/v": "1", "other/x": "", ".gitignore": "ignored\n.env\n", "shared.json": "{}" };

describe("repo VERB --watch", () => {
  test("runs again what a change concerns, and what depends on it, and nothing else", async () => {
    using workspace = tracked(LINES, FILES);
    await using repo = await watching(workspace, ["build", "web", "other"]);
    expect(await repo.round()).toEqual(["lib:build", "other:build", "web:build"]);
    workspace.write({ "web/src/a": "two" });
    expect(await repo.round()).toEqual(["web:build"]);
    expect(repo.output()).toContain("two");
    workspace.write({ "lib/v": "2" });
    expect(await repo.round()).toEqual(["lib:build", "web:build"]);
    workspace.write({ "other/new": "" });
    expect(await repo.round()).toEqual(["other:build"]);
    rmSync(join(workspace.path, "web/src/a"));
    expect(await repo.round()).toEqual(["web:build"]);
    mkdirSync(join(workspace.path, "web/deep/er"), { recursive: true });
    workspace.write({ "web/deep/er/b": "" });
    expect(await repo.round()).toEqual(["web:build"]);
    expect(await repo.end("SIGINT")).toBe(130);
  });

  test("what git ignores, what it writes itself, and the same content again are no changes", async () => {
    using workspace = tracked(LINES, FILES);
    await using repo = await watching(workspace, ["build", "other", "web"]);
    await repo.round();
    workspace.write({ "web/ignored": "x", "web/out": "x", "other/y": "1" });
    expect(await repo.round()).toEqual(["other:build"]);
    workspace.write({ "other/y": "1", "lib/v": "3" });
    expect(await repo.round()).toEqual(["lib:build", "web:build"]);
    // Variables count though git ignores their file.
    workspace.write({ "other/.env": "A=1" });
    expect(await repo.round()).toEqual(["other:build"]);
  });

  test("values of parameters stay as they were typed, and follow a .env", async () => {
    const says = (...names: string[]) => ({
      run: `echo "${names.map((name) => `${name}=$${name}`).join(" ")}"`,
      params: Object.fromEntries(names.map((name) => [name.toLowerCase(), { default: "none" }])),
    });
    using workspace = tracked(
      { services: { web: { path: "web", verbs: { say: says("X", "Y") } }, other: { path: "other", verbs: { say: says("Z") } } } },
      FILES,
    );
    await using repo = await watching(workspace, ["say", "web", "other", "--x", "typed"]);
    expect(await repo.round()).toEqual(["other:say", "web:say"]);
    expect(repo.output()).toContain("X=typed Y=none");
    workspace.write({ "other/.env": "Z=later\n" });
    expect(await repo.round()).toEqual(["other:say"]);
    expect(repo.output()).toContain("Z=later");
    workspace.write({ "web/.env": "X=never\nY=later\n" });
    expect(await repo.round()).toEqual(["web:say"]);
    expect(repo.output()).toContain("X=typed Y=later");
    expect(await repo.end("SIGINT")).toBe(130);
  });

  test("inputs say what counts, also outside of the service's folder", async () => {
    using workspace = tracked({ services: { ...LINES.services, web: { ...(LINES.services.web as object), dependsOn: [] } } }, FILES);
    await using repo = await watching(workspace, ["some", "web"]);
    await repo.round();
    workspace.write({ "web/README": "no input", "web/src/b.md": "none", "shared.json": "{ }" });
    expect(await repo.round()).toEqual(["web:some"]);
    expect(repo.last()).toContain("repo: shared.json changed");
  });

  test("a change while it runs cancels what is out of date, and runs it anew", async () => {
    const waiting = 'echo "started with $(cat src/a)"; if [[ $(cat src/a) == one ]]; then sleep 300 & wait; fi';
    using workspace = tracked({ services: { web: { path: "web", verbs: { test: waiting } } } }, FILES);
    await using repo = await watching(workspace, ["test", "web"]);
    await repo.until("started with one");
    workspace.write({ "web/src/a": "two" });
    await repo.until("started with two");
    expect(await repo.round()).toContain("web:test");
  });

  test("a failure is run again when it is mended, without what had passed", async () => {
    const verbs = { build: "echo built", test: { run: "grep -q two src/a", dependsOn: ["build", "lib:build"] } };
    using workspace = tracked({ services: { ...LINES.services, web: { path: "web", verbs } } }, FILES);
    await using repo = await watching(workspace, ["test", "web"]);
    expect(await repo.round()).toEqual(["lib:build", "web:build", "web:test"]);
    workspace.write({ "web/src/a": "two" });
    expect(await repo.round()).toEqual(["web:build", "web:test"]);
    expect(repo.last()).toContain("2 passed");
  });

  test("a change of the registry or of an override starts over with it; one that is not valid is told, and waited for", async () => {
    using workspace = tracked(LINES, FILES);
    await using repo = await watching(workspace, ["build", "other"]);
    await repo.round();
    const file = join(workspace.path, "services.config.json");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, "{");
    await repo.until("going on with the definitions from before");
    expect(repo.last()).toContain("services.config.json:1:1");
    await repo.until("waiting for changes");
    writeFileSync(file, text.replace("echo other", "echo changed"));
    await repo.until("other:build|^changed$");
    await repo.until("waiting for changes");
    workspace.write({ "other/repo.config.json": '{ "verbs": { "build": "echo overridden" } }' });
    // A new override is a new file of the service: it runs again, and the next time it is known.
    await repo.until("waiting for changes");
    expect(await repo.end("SIGTERM")).toBe(143);
  });

  test.each([
    [["build", "--all", "--watch", "--json"], "--watch has no end, and --json tells of one"],
    [["build", "--all", "--watch", "--dry-run"], "--watch has no end, and --dry-run tells of one"],
  ])("%j is refused", async (args, message) => {
    using workspace = tracked(LINES, FILES);
    const child = startRepo([...args, ...ON_HOST], { cwd: workspace.path, env: cleanEnvironment({}) });
    let said = "";
    child.stderr?.on("data", (chunk) => (said += chunk));
    expect(await ended(child)).toBe(2);
    expect(said).toContain(message);
  });
});

describe.each(nixVersions())("$label: the flake", (nix) => {
  test("a change of what the devShell is made from starts over with the new one", async () => {
    using workspace = nixWorkspaceOf(nix, {
      registry: { services: { web: { path: "web", verbs: { show: "echo value-$VALUE" } } } },
      flake: { shells: { web: { attributes: "VALUE = builtins.readFile ./nix/value;" } } },
      files: { "nix/value": "1" },
    });
    workspace.folder.track();
    // Once before, so that it is known what the devShell was made from.
    expect((await workspace.run(["show", "web"])).stdout).toContain("value-1");
    await using repo = await watching(workspace, ["show", "web"], workspace.env);
    await repo.until("waiting for changes");
    workspace.write({ "nix/value": "2" });
    await repo.until("value-2");
    await repo.until("waiting for changes");
  });
});

function tracked(registry: Registry, files: Readonly<Record<string, string>>): TemporaryFolder {
  const workspace = workspaceOf(registry, files);
  workspace.track();
  return workspace;
}

interface Watching extends AsyncDisposable {
  /** Waits until it waits for changes again. @returns the tasks that it ran since it did so before, sorted */
  round(): Promise<readonly string[]>;
  /** Waits for a line since the last that was waited for. */
  until(pattern: string): Promise<void>;
  /** All that it has printed, and what it printed since the last wait began. */
  output(): string;
  last(): string;
  end(signal: NodeJS.Signals): Promise<number | null>;
}

async function watching(
  { path: cwd }: { readonly path: string },
  command: readonly string[],
  nixEnv?: Readonly<Record<string, string>>,
): Promise<Watching> {
  const env = nixEnv ?? cleanEnvironment({});
  const child = startRepo([...command, "--watch", "--output", "prefixed", ...(nixEnv === undefined ? ON_HOST : [])], { cwd, env });
  let said = "";
  let from = 0;
  let before = 0;
  let notify = () => {};
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      notify();
    });
  }
  const until = async (pattern: string) => {
    const line = new RegExp(`^.*(${pattern}).*\\n`, "m");
    before = from;
    for (;;) {
      const found = line.exec(said.slice(from));
      if (found !== null) {
        from += found.index + found[0].length;
        return;
      }
      if (child.exitCode !== null) throw new Error(`it has ended:\n${said}`);
      await new Promise<void>((resolve) => (notify = resolve));
    }
  };
  const last = () => said.slice(before, from);
  return {
    until,
    async round() {
      await until("waiting for changes");
      return [...new Set([...last().matchAll(/^. (\S+:\S+) {3}/gm)].map(([, task = ""]) => task))].sort();
    },
    output: () => said,
    last,
    async end(signal) {
      child.kill(signal);
      return await ended(child);
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill("SIGTERM");
        await ended(child);
      }
    },
  };
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) resolve(child.exitCode);
    else child.on("exit", resolve);
  });
}
