import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { git, nixVersions, privateNixStore } from "@nix-repo/testkit";
import { type NixWorkspace, nixWorkspaceOf } from "./nix-workspace.ts";

/** Each run of a task is noted outside of what it reads. */
const noted = (name: string, script: string) => `echo ${name} >>../ran.log\n${script}`;

const registry = {
  globalInputs: ["shared/*.conf"],
  services: {
    api: {
      path: "api",
      shell: "api",
      verbs: {
        build: {
          run: noted("api:build", "mkdir -p out/deep\ntool >out/tool\ncp src/* out/deep/\nln -s deep/a.txt out/link"),
          outputs: ["out"],
        },
        test: { run: noted("api:test", "echo said; echo warned >&2; cat src/a.txt"), cache: true },
        fail: { run: noted("api:fail", "echo failing; exit 3"), cache: true, cacheFailures: true },
        forget: { run: noted("api:forget", "exit 3"), cache: true },
        loud: { run: noted("api:loud", "head -c 300000 /dev/zero | tr '\\0' x; echo; echo end >&2"), cache: true },
        free: noted("api:free", "true"),
        flagged: { run: noted("api:flagged", 'echo "$FLAG $FROM_DOTENV"'), cache: true, env: ["FLAG"] },
        narrow: { run: noted("api:narrow", "cat src/a.txt"), cache: true, inputs: ["src/a.txt", "//root.json", "!src/b.txt"] },
        touch: { run: noted("api:touch", "echo again >>src/a.txt"), cache: true },
        empty: { run: noted("api:empty", "true"), outputs: ["nowhere/**"] },
        none: { run: noted("api:none", "true"), cache: true, inputs: [] },
        keep: { run: noted("api:keep", "mkdir -p kept\ndate >kept/new"), outputs: ["kept"], clean: false },
      },
    },
    web: {
      path: "web",
      shell: "web",
      dependsOn: ["api"],
      verbs: {
        build: { run: noted("web:build", "mkdir -p out\ncat ../api/out/deep/* >out/all"), outputs: ["out/**"], dependsOn: ["^build"] },
        check: { run: noted("web:check", "true"), cache: true, dependsOn: ["prepare"] },
        prepare: { run: noted("web:prepare", "true") },
        passed: { run: noted("web:passed", 'echo "token $API_TOKEN"'), cache: true, passEnv: ["API_TOKEN"] },
        dotenv: { run: noted("web:dotenv", 'echo "${FROM_DOTENV-none}"'), cache: true },
      },
    },
  },
};

const toolOf = (text: string) => `#!/bin/sh\necho ${text}\n`;
const flakeOf = (text: string) => ({ shells: { api: { programs: { tool: toolOf(text) } }, web: {} } });

const files = {
  ".gitignore": "out/\nran.log\n.cache/\n",
  "api/src/a.txt": "a\n",
  "api/src/b.txt": "b\n",
  "root.json": "{}\n",
  "shared/a.conf": "1\n",
  "web/src/index.txt": "web\n",
};

describe.each(nixVersions())("$label: kept results", (nix) => {
  const store = privateNixStore(nix);
  afterAll(() => store.dispose());
  let workspace: NixWorkspace;
  beforeEach(() => {
    workspace = nixWorkspaceOf(nix, { registry, flake: flakeOf("first"), files, within: "repository", store });
  });
  afterEach(() => workspace.dispose());

  const file = (path: string) => join(workspace.path, path);
  const run = (...args: string[]) => workspace.run(args);
  /** What ran since it was last asked. */
  const ran = (): readonly string[] => {
    if (!existsSync(file("ran.log"))) return [];
    const lines = readFileSync(file("ran.log"), "utf8").trim().split("\n");
    rmSync(file("ran.log"));
    return lines;
  };

  test("a task that has run on the same inputs is not run again; what it printed and made is there as it was", async () => {
    const first = await run("test", "api");
    expect(first).toMatchObject({ exitCode: 0, stdout: "said\na\n" });
    const second = await run("test", "api");
    expect(second).toMatchObject({ exitCode: 0, stdout: "said\na\n" });
    expect(second.stderr).toMatch(/^warned\n● api:test {3}kept from (just now|\d+ seconds? ago) {3}\.repo\/runs\/2\/api-test\.log\n$/);
    expect(ran()).toEqual(["api:test"]);

    await run("build", "api");
    const before = statSync(file("api/out/deep/a.txt"));
    await run("build", "api");
    expect(statSync(file("api/out/deep/a.txt"))).toMatchObject({ mtimeMs: before.mtimeMs, ino: before.ino });
    rmSync(file("api/out"), { recursive: true });
    const restored = await run("build", "api");
    expect(restored.stderr).toContain("● api:build");
    expect(readFileSync(file("api/out/deep/b.txt"), "utf8")).toBe("b\n");
    expect(readFileSync(file("api/out/link"), "utf8")).toBe("a\n");
    expect(readFileSync(file("api/out/tool"), "utf8")).toBe("first\n");
    expect(ran()).toEqual(["api:build"]);
  });

  test("a long output comes back byte for byte", async () => {
    const first = await run("loud", "api");
    const second = await run("loud", "api");
    expect(second.stdout).toBe(first.stdout);
    expect(second.stdout.length).toBe(300_001);
    expect(second.stderr).toContain("end\n● api:loud");
    expect(ran()).toEqual(["api:loud"]);
  });

  test("whatever a task reads decides, and it is said what changed", async () => {
    await run("test", "api");
    workspace.write({ "api/src/a.txt": "changed\n" });
    const second = await run("test", "api", "--verbose");
    expect(second.stdout).toBe("said\nchanged\n");
    expect(second.stderr).toContain("api:test: it runs because api/src/a.txt changed\n");
    workspace.write({ "api/src/new.txt": "new\n" });
    expect((await run("test", "api", "--verbose")).stderr).toContain("it runs because api/src/new.txt is new\n");
    rmSync(file("api/src/new.txt"));
    workspace.write({ "api/src/a.txt": "a\n" });
    expect((await run("test", "api")).stderr).toContain("● api:test");
    workspace.write({ "shared/a.conf": "2\n" });
    expect((await run("test", "api", "--verbose")).stderr).toContain("it runs because shared/a.conf changed\n");
    workspace.write({ "web/src/index.txt": "not its\n", "shared/other": "not its\n" });
    expect((await run("test", "api")).stderr).toContain("● api:test");
    expect(ran()).toHaveLength(4);
  });

  test("inputs that are named, and none at all", async () => {
    await run("run", "api:narrow", "api:none");
    workspace.write({ "api/src/b.txt": "other\n", "api/src/c.txt": "new\n" });
    await run("run", "api:narrow", "api:none");
    expect(ran().toSorted()).toEqual(["api:narrow", "api:none"]);
    workspace.write({ "root.json": "[]\n" });
    await run("run", "api:narrow", "api:none");
    expect(ran()).toEqual(["api:narrow"]);
  });

  test("variables that are declared, and those of .env", async () => {
    const flagged = (FLAG?: string) => workspace.run(["flagged", "api"], { env: FLAG === undefined ? {} : { FLAG } });
    expect((await workspace.run(["flagged", "api"], { env: { FLAG: "1", OTHER: "1" } })).exitCode).not.toBe(0);
    workspace.write({ ".env": "FROM_DOTENV=dotenv\n" });
    await flagged("1");
    expect((await flagged("1")).stdout).toBe("1 dotenv\n");
    expect((await flagged("2")).stdout).toBe("2 dotenv\n");
    workspace.write({ "api/.env": "FROM_DOTENV=other\n" });
    expect((await flagged("2")).stdout).toBe("2 other\n");
    expect((await flagged("1")).stdout).toBe("1 other\n");
    rmSync(file("api/.env"));
    ran();
    expect((await flagged("1")).stdout).toBe("1 dotenv\n");
    expect(ran()).toEqual([]);
  });

  test("arguments decide as well", async () => {
    await run("test", "api");
    await workspace.run(["test", "api", "--", "src/b.txt"]);
    await workspace.run(["test", "api", "--", "src/b.txt"]);
    await run("test", "api");
    expect(ran()).toHaveLength(2);
  });

  test("a result decides about those that depend on it", async () => {
    await run("build", "web");
    expect(ran()).toEqual(["api:build", "web:build"]);
    const again = await run("build", "web");
    expect(again.stderr).toContain("2 kept");
    workspace.write({ "api/src/a.txt": "changed\n" });
    const third = await run("build", "web", "--verbose");
    expect(third.stderr).toContain("web:build: it runs because api:build changed\n");
    expect(ran()).toEqual(["api:build", "web:build"]);
    expect(readFileSync(file("web/out/all"), "utf8")).toBe("changed\nb\n");
  });

  test("what depends on a task of which nobody knows what it writes is not kept", async () => {
    await run("check", "web");
    const second = await run("check", "web", "--verbose");
    expect(second.stderr).toContain(
      "web:check: its result is not kept: it depends on web:prepare, whose result is not kept and which does not say what it writes (outputs)\n",
    );
    expect(ran()).toEqual(["web:prepare", "web:check", "web:prepare", "web:check"]);
  });

  test("failures are kept where that is asked for alone", async () => {
    expect(await run("fail", "api")).toMatchObject({ exitCode: 3, stdout: "failing\n" });
    const second = await run("fail", "api");
    expect(second).toMatchObject({ exitCode: 3, stdout: "failing\n" });
    expect(second.stderr).toContain("exit 3, kept");
    await run("forget", "api");
    await run("forget", "api");
    expect(ran()).toEqual(["api:fail", "api:forget", "api:forget"]);
  });

  test("--force, --cache and REPO_CACHE", async () => {
    await run("test", "api", "--cache=local:r");
    await run("test", "api");
    await run("test", "api", "--cache=off");
    await run("test", "api", "--force");
    await workspace.run(["test", "api"], { env: { REPO_CACHE: "off" } });
    await run("test", "api", "--cache=local:r");
    expect(ran()).toHaveLength(5);
    expect(await run("test", "api", "--cache=local:w")).toMatchObject({
      exitCode: 2,
      stderr: 'repo: --cache is "local:w", and takes local:rw (results are taken and kept), local:r (only taken) or off\n',
    });
  });

  test("secrets enter no key: seen they make a result that is not kept, passed they decide nothing", async () => {
    const env = { API_TOKEN: "t0ps3cret" };
    await workspace.run(["passed", "web"], { env });
    const other = await workspace.run(["passed", "web"], { env: { API_TOKEN: "an0ther" } });
    expect(other.stdout).toBe("token ***\n");
    workspace.write({ ".env": "FROM_DOTENV=1\nDB_PASSWORD=hunter22\n" });
    await run("dotenv", "web");
    const seen = await run("dotenv", "web", "--verbose");
    expect(seen.stderr).toContain(
      "its result is not kept: it sees DB_PASSWORD, whose name says secret: passEnv lists what may be seen without entering a key\n",
    );
    expect(ran()).toEqual(["web:passed", "web:dotenv", "web:dotenv"]);
    const kept = (folder: string): string[] =>
      readdirSync(folder, { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name));
    for (const each of [...kept(file(".repo")), ...kept(join(workspace.env.XDG_CACHE_HOME ?? "", "repo"))]) {
      expect(readFileSync(each, "latin1")).not.toMatch(/t0ps3cret|an0ther|hunter22/);
    }
  });

  test("another toolchain makes misses, and the first one hits again", async () => {
    await run("run", "api:build", "web:dotenv");
    writeFileSync(file("nix/programs-0/bin/tool"), toolOf("second"));
    const changed = await run("run", "api:build", "web:dotenv", "--verbose");
    expect(changed.stderr).toContain("api:build: it runs because the devShell api changed with repository/nix/programs-0/bin/tool: ");
    expect(changed.stderr).toContain("1 passed, 1 kept");
    expect(readFileSync(file("api/out/tool"), "utf8")).toBe("second\n");
    writeFileSync(file("nix/programs-0/bin/tool"), toolOf("first"));
    const back = await run("run", "api:build", "web:dotenv");
    expect(back.stderr).toContain("2 kept");
    expect(readFileSync(file("api/out/tool"), "utf8")).toBe("first\n");
    expect(ran().toSorted()).toEqual(["api:build", "api:build", "web:dotenv"]);
  });

  test("another worktree shares results", async () => {
    await run("build", "web");
    git(workspace.path, "add", "--all");
    git(workspace.path, "commit", "--quiet", "--message", "all");
    git(workspace.path, "worktree", "add", "--quiet", "../other");
    const place = join(workspace.path, "../other/repository");
    const other = await workspace.run(["build", "web"], { cwd: place });
    expect(other.stderr).toContain("2 kept");
    expect(readFileSync(join(place, "web/out/all"), "utf8")).toBe("a\nb\n");
    expect(ran()).toEqual(["api:build", "web:build"]);
  });

  test("outputs hold what the task made, and nothing that was there before", async () => {
    workspace.write({ "api/out/stale": "old\n" });
    await run("build", "api");
    expect(existsSync(file("api/out/stale"))).toBe(false);
    workspace.write({ "api/out/stale": "added\n" });
    await run("build", "api");
    expect(existsSync(file("api/out/stale"))).toBe(false);
    workspace.write({ "api/kept/old": "old\n" });
    await run("keep", "api");
    expect(existsSync(file("api/kept/old"))).toBe(true);
    expect(ran()).toEqual(["api:build", "api:keep"]);
  });

  test("a damaged store is a miss, and said once", async () => {
    await run("build", "api");
    const store = join(workspace.env.XDG_CACHE_HOME ?? "", "repo");
    const [blob = ""] = readdirSync(join(store, "cas"), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const content = readFileSync(blob);
    content[content.length - 1] = (content.at(-1) ?? 0) ^ 1;
    rmSync(blob);
    writeFileSync(blob, content);
    rmSync(file("api/out"), { recursive: true });
    const second = await run("build", "api");
    expect(second.exitCode).toBe(0);
    expect(second.stderr.match(/was damaged and has been removed/g)).toHaveLength(1);
    expect(ran()).toEqual(["api:build", "api:build"]);
    rmSync(file("api/out"), { recursive: true });
    expect((await run("build", "api")).stderr).toContain("● api:build");
  });

  test("a store that cannot be used fails nothing: one warning, and tasks run", async () => {
    const store = join(workspace.env.XDG_CACHE_HOME ?? "", "repo");
    mkdirSync(join(store, ".."), { recursive: true });
    writeFileSync(store, "a file where a folder should be");
    const build = await run("build", "web");
    expect(build.exitCode).toBe(0);
    expect(build.stderr.match(/^repo: (results are not kept|kept results cannot be read): .*$/gm)).toHaveLength(1);
    expect((await run("build", "web", "--force")).exitCode).toBe(0);
    expect(readFileSync(store, "utf8")).toBe("a file where a folder should be");
    expect(readFileSync(file("web/out/all"), "utf8")).toBe("a\nb\n");
  });

  test("repo cache", async () => {
    await run("build", "api");
    const status = JSON.parse((await run("cache", "status", "--json")).stdout);
    expect(status).toMatchObject({ version: 1, kind: "cache-status", results: 1, maxBytes: 10_000_000_000 });
    expect((await run("cache", "verify")).stdout).toMatch(/^1 result and \d+ files, .*: all as they were kept\n$/);
    expect((await run("cache", "clear")).stdout).toMatch(/^removed 1 result, /);
    await run("build", "api");
    expect(ran()).toEqual(["api:build", "api:build"]);
    expect(await run("cache", "gc", "--max-size", "lots")).toMatchObject({
      exitCode: 2,
      stderr: 'repo: --max-size is "lots", and takes a size such as 500MB or 2GB\n',
    });
    expect((await run("cache", "gc", "--max-size", "1KB")).stdout).toMatch(/^removed 1 result and /);
  });

  test("a result is not kept where an input changed meanwhile, or no output was written, and that is told", async () => {
    expect((await run("touch", "api", "--verbose")).stderr).toContain("its result is not kept: api/src/a.txt changed while it ran\n");
    expect((await run("explain", "api:touch")).stdout).toMatch(
      /^result {2,}none +api\/src\/a\.txt changed; the last one was not kept: api\/src\/a\.txt changed while it ran$/m,
    );
    expect((await run("empty", "api", "--verbose")).stderr).toContain("its result is not kept: it wrote none of its outputs\n");
    expect((await run("explain", "api:empty")).stdout).toMatch(
      /^result {2,}none +the last one was not kept: it wrote none of its outputs$/m,
    );
    await run("empty", "api");
    expect(ran()).toEqual(["api:touch", "api:empty", "api:empty"]);
  });

  test("repo explain says what a result is made of, and what would make it run", async () => {
    await run("build", "web");
    expect((await run("explain", "web:build")).stdout).toMatch(
      /^result {2,}kept from (just now|\d+ seconds? ago) +its outputs (are in place|will be restored)$/m,
    );
    workspace.write({ "web/src/index.txt": "changed\n" });
    const explained = (await run("explain", "web:build")).stdout;
    expect(explained).toMatch(/^result {2,}none +web\/src\/index\.txt changed$/m);
    expect(explained).toMatch(/^key {2,}[0-9a-f]{12} +\d+ files, devShell web, api:build [0-9a-f]{12}$/m);
    const json = JSON.parse((await run("explain", "web:build", "--json")).stdout);
    expect(json.tasks[0].key).toMatchObject({
      kind: "known",
      kept: "no",
      hasRun: true,
      changes: [{ kind: "file", text: "web/src/index.txt changed" }],
      outputs: ["out/**"],
      inputs: { "web/src/index.txt": expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(ran()).toEqual(["api:build", "web:build"]);
  });
});
