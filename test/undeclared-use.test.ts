import { existsSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { nixVersions } from "@nix-repo/testkit";
import { type NixWorkspace, nixWorkspaceOf } from "./nix-workspace.ts";

const registry = {
  services: {
    lib: { path: "lib", shell: "web", verbs: { build: { run: "mkdir -p out; cat a.txt >out/a", outputs: ["out"] } } },
    web: {
      path: "web",
      shell: "web",
      dependsOn: ["lib"],
      verbs: {
        honest: { run: "mkdir -p out; cat src/a.txt ../lib/out/a >out/all", outputs: ["out"], dependsOn: ["^build"] },
        reads: { run: "mkdir -p out; cat src/a.txt ../shared/one ../shared/two ../root.txt >out/all", outputs: ["out"] },
        writes: { run: "mkdir -p out; cp src/a.txt out/a; echo x >../made", outputs: ["out"] },
        failing: { run: "cat ../root.txt; exit 3", outputs: [] },
        free: "cat ../root.txt",
      },
    },
  },
};

const files = { "lib/a.txt": "lib\n", "web/src/a.txt": "a\n", "shared/one": "1\n", "shared/two": "2\n", "root.txt": "root\n" };
const [newest] = nixVersions().slice(-1);
if (newest === undefined) throw new Error("there is no Nix");

let workspace: NixWorkspace;
beforeAll(() => {
  workspace = nixWorkspaceOf(newest, { registry, flake: { shells: { web: {} } }, files, within: "repository" });
});
afterAll(() => workspace.dispose());

describe("repo run --check, by strace", () => {
  const check = (task: string) => workspace.run(["run", task, "--check"]);

  test("a task that declares what it uses passes; what others make that it depends on is declared by that", async () => {
    expect(await check("web:honest")).toMatchObject({ exitCode: 0 });
  });

  test("what it reads is named: files, and folders of which nothing is declared", async () => {
    const { exitCode, stderr } = await check("web:reads");
    expect(exitCode).toBe(1);
    expect(stderr).toContain("✗ web:reads   ");
    expect(stderr).toContain("uses what it does not declare");
    expect(stderr).toContain(
      "    web:reads: it used what it does not declare, so that a kept result may be wrong; list it under inputs or outputs\n" +
        "      reads    root.txt\n      reads    shared/ (2 files)\n",
    );
  });

  test("what it writes is named", async () => {
    const { exitCode, stderr } = await check("web:writes");
    expect(exitCode).toBe(1);
    expect(stderr).toContain("      writes   made\n");
  });

  test("a failure stays one, with its own code", async () => {
    const { exitCode, stderr } = await check("web:failing");
    expect(exitCode).toBe(3);
    expect(stderr).toContain("web:failing: it failed, and used what it does not declare\n      reads    root.txt\n");
  });

  test("what is not kept may use what it likes", async () => {
    const { exitCode, stderr } = await check("web:free");
    expect(exitCode).toBe(0);
    expect(stderr).toContain("web:free: it is not checked: its result is not kept, so that it may use what it likes\n");
  });

  test("what was kept is not taken, and nothing stays of the check", async () => {
    await workspace.run(["run", "web:honest"]);
    expect((await check("web:honest")).stderr).toContain("✓ web:honest");
    const placing = join(workspace.path, ".repo/placing");
    expect(existsSync(placing) ? readdirSync(placing) : []).toEqual([]);
  });
});

describe("repo run --check, where there is no strace", () => {
  /** All the programs of the system but strace. */
  let PATH: string;
  beforeAll(() => {
    workspace.write({ "../bin/.keep": "" });
    const folder = join(workspace.path, "../bin");
    for (const name of readdirSync("/usr/bin")) if (name !== "strace") symlinkSync(join("/usr/bin", name), join(folder, name));
    PATH = `${newest.bin}:${folder}`;
  });
  const check = (task: string) => workspace.run(["run", task, "--check"], { env: { PATH } });

  test("it runs where nothing is but what it declares: it passes there, or fails", async () => {
    expect(await check("web:honest")).toMatchObject({ exitCode: 0 });
    const { exitCode, stderr } = await check("web:reads");
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      "web:reads: it failed where nothing was but what it declares; does it read more? (with strace on your PATH it would be named)\n",
    );
  });

  test("what it writes is named, and stays there", async () => {
    const { exitCode, stderr } = await check("web:writes");
    expect(exitCode).toBe(1);
    expect(stderr).toContain("      writes   made\n");
  });
});
