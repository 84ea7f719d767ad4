import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { type EnvironmentProvider, err, ok, type TaskFile } from "@nix-repo/model";
import { temporaryFolder } from "@nix-repo/testkit";
import { createHostProvider, createRecipeBook, type RecipeBook } from "../../src/index.ts";
import { CALLER } from "../builders.ts";
import { FAKE_TASK } from "./fake-task.ts";

const SHELL = { kind: "inferred", candidates: ["default"] } as const;

/** A book of a new run, which counts how often an environment was asked for. */
function openBook(root: string, { stateFolder = join(root, ".repo") } = {}): { book: RecipeBook; asked: () => number } {
  let asked = 0;
  const provider: EnvironmentProvider = {
    kind: "host",
    environmentOf(shell) {
      asked += 1;
      return createHostProvider().environmentOf(shell);
    },
  };
  const callerEnv = { ...CALLER, PATH: `${root}/bin:${CALLER.PATH}` };
  return { book: createRecipeBook({ stateFolder, callerEnv, provider: async () => ok(provider) }), asked: () => asked };
}

const names = (recipes: readonly { readonly name: string }[] | undefined) => recipes?.map(({ name }) => name);

describe("the recipe book", () => {
  test("knows in later runs what was asked in an earlier one, until the file changes", async () => {
    using folder = temporaryFolder({ Makefile: "test: ; echo\n" });
    const file: TaskFile = { tool: "make", file: join(folder.path, "Makefile") };
    const first = openBook(folder.path);
    expect(first.book.known(file)).toBeUndefined();
    await Promise.all([first.book.ask(file, { shell: SHELL }), first.book.ask(file, { shell: SHELL })]);
    expect([names(first.book.known(file)), first.asked()]).toEqual([["test"], 1]);

    const second = openBook(folder.path);
    expect(names(second.book.known(file))).toEqual(["test"]);
    expect(await second.book.ask(file, { shell: SHELL })).toMatchObject({ ok: true });
    expect(second.asked()).toBe(0);

    folder.write({ Makefile: "test: ; echo\nlint: ; echo\n" });
    const third = openBook(folder.path);
    expect(third.book.known(file)).toBeUndefined();
    await third.book.ask(file, { shell: SHELL });
    expect(names(openBook(folder.path).book.known(file))).toEqual(["test", "lint"]);
    expect(readdirSync(join(folder.path, ".repo/recipes"))).toHaveLength(1);
  });

  test.each([
    ["make", "Makefile", { Makefile: "include a.mk\n-include b.mk\n", "a.mk": "a: ; echo\n" }, { "a.mk": "a: ; echo\nb: ; echo\n" }],
    ["make", "Makefile", { Makefile: "include a.mk\n-include b.mk\n", "a.mk": "a: ; echo\n" }, { "b.mk": "c: ; echo\n" }],
    ["make", "Makefile", { Makefile: "include a.mk\n", "a.mk": "-include deep.mk\n" }, { "deep.mk": "d: ; echo\n" }],
    ["task", "Taskfile.yml", { "Taskfile.yml": "includes:\n  db: ./db\ntasks:\n  a:\n" }, { "db/Taskfile.yaml": "tasks:\n" }],
    [
      "task",
      "Taskfile.yml",
      { "Taskfile.yml": "includes:\n  db:\n    taskfile: 'db.yml'\n    optional: true\ntasks:\n  a:\n" },
      { "db.yml": "x" },
    ],
  ] as const)("asks again when a file that %s includes changes", async (tool, name, files, change) => {
    using folder = temporaryFolder({ ...files, "bin/task": FAKE_TASK });
    const file: TaskFile = { tool, file: join(folder.path, name) };
    expect(await openBook(folder.path).book.ask(file, { shell: SHELL })).toMatchObject({ ok: true });
    expect(openBook(folder.path).book.known(file)).toBeDefined();
    folder.write(change);
    expect(openBook(folder.path).book.known(file)).toBeUndefined();
  });

  test("works without keeping where the folder cannot be written, and asks again where what was kept is damaged", async () => {
    using folder = temporaryFolder({ Makefile: "test: ; echo\n", file: "" });
    const file: TaskFile = { tool: "make", file: join(folder.path, "Makefile") };
    const blocked = openBook(folder.path, { stateFolder: join(folder.path, "file") });
    expect(await blocked.book.ask(file, { shell: SHELL })).toMatchObject({ ok: true });

    await openBook(folder.path).book.ask(file, { shell: SHELL });
    const recipes = join(folder.path, ".repo/recipes");
    for (const name of readdirSync(recipes)) writeFileSync(join(recipes, name), readFileSync(join(recipes, name), "utf8").slice(0, 20));
    const again = openBook(folder.path);
    expect(again.book.known(file)).toBeUndefined();
    expect(await again.book.ask(file, { shell: SHELL })).toMatchObject({ ok: true });
  });

  test("keeps no failure", async () => {
    using folder = temporaryFolder({ Makefile: "broken\n" });
    const file: TaskFile = { tool: "make", file: join(folder.path, "Makefile") };
    expect(await openBook(folder.path).book.ask(file, { shell: SHELL })).toMatchObject({ ok: false, error: { code: "delegate-failed" } });
    expect(openBook(folder.path).book.known(file)).toBeUndefined();
  });

  test("hands on why there is no environment, and says when the file went away", async () => {
    using folder = temporaryFolder({ Makefile: "test: ; echo\n" });
    const file: TaskFile = { tool: "make", file: join(folder.path, "Makefile") };
    const book = createRecipeBook({ stateFolder: folder.path, callerEnv: CALLER, provider: async () => err({ code: "nix-missing" }) });
    expect(await book.ask(file, { shell: SHELL })).toEqual(err({ code: "nix-missing" }));
    rmSync(file.file);
    expect(await openBook(folder.path).book.ask(file, { shell: SHELL })).toMatchObject({ error: { code: "file-unreadable" } });
  });

  test("just: an import, a module of four possible places", async () => {
    const { just } = await import("../../src/delegates/just.ts");
    const text = "import 'a.just'\nimport? \"b.just\"\nmod db\nmod? web 'client'\nmodel := 'x'\n";
    expect(just.includes("/w/justfile", text).map(({ file }) => file)).toEqual([
      "/w/a.just",
      "/w/b.just",
      "/w/db.just",
      "/w/db/mod.just",
      "/w/db/justfile",
      "/w/db/.justfile",
      "/w/client",
      "/w/client/mod.just",
      "/w/client/justfile",
      "/w/client/.justfile",
    ]);
  });
});
