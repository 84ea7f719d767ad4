import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { err, ok, type VerbLayers, type VerbOptions } from "@nix-repo/model";
import { temporaryFolder } from "@nix-repo/testkit";
import { listVerbs, type RecipeBook, resolveVerb } from "../src/index.ts";
import { bookOf, entryOf, type ServiceSketch, serviceOf } from "./builders.ts";

const REGISTRY = { file: "/w/services.config.ts", line: 3 };
const OVERRIDE = { file: "/w/web/repo.config.ts", line: 5 };
const JUSTFILE = { tool: "just", file: "/w/web/justfile" } as const;
const MAKEFILE = { tool: "make", file: "/w/web/Makefile" } as const;

/** A book in which recipes are as the test says. */
function bookWith(recipes: Readonly<Record<string, readonly string[] | undefined>>, asked: string[] = []): RecipeBook {
  const known: RecipeBook["known"] = ({ file }) =>
    recipes[file]?.map((name, index) => ({ name, file, line: index + 1, doc: `does ${name}` }));
  return {
    known,
    async ask(taskFile) {
      asked.push(taskFile.file);
      return ok(known(taskFile) ?? []);
    },
  };
}

function web(verbs: Readonly<Record<string, VerbLayers>>, sketch: ServiceSketch = {}) {
  return serviceOf("web", { stack: "node", verbs, ...sketch });
}

async function resolved(
  verbs: Readonly<Record<string, VerbLayers>>,
  name: string,
  recipes: RecipeBook = bookWith({}),
  sketch: ServiceSketch = {},
) {
  const verb = await resolveVerb({ service: web(verbs, sketch), verb: name, recipes });
  if (!verb.ok) throw new Error(verb.error.code);
  return verb.value;
}

const STACK: VerbLayers = { stack: entryOf({ run: "npm test", outputs: ["coverage/**"], cache: true }) };

describe("which definition wins", () => {
  const layers: VerbLayers = { override: entryOf("o", OVERRIDE), registry: entryOf("r", REGISTRY), ...STACK };
  const recipes = bookWith({ [JUSTFILE.file]: ["test"], [MAKEFILE.file]: ["test"] });
  const taskFiles = [JUSTFILE, MAKEFILE];

  test("the override, before the task file, the registry and the stack", async () => {
    const verb = await resolved({ test: layers }, "test", recipes, { taskFiles });
    expect(verb.run).toEqual({ kind: "bash", script: "o" });
    expect(verb.source).toEqual({ kind: "override", place: OVERRIDE });
    expect(verb.shadowed.map(({ source }) => source.kind)).toEqual(["delegate", "delegate", "registry", "stack"]);
  });

  test("the first task file with such a recipe, before the registry", async () => {
    const verb = await resolved({ test: { ...layers, override: entryOf({ description: "d" }) } }, "test", recipes, { taskFiles });
    expect(verb.source).toEqual({ kind: "delegate", tool: "just", recipe: "test", place: { file: JUSTFILE.file, line: 1 } });
    expect(verb.run).toEqual({ kind: "argv", argv: ["just", "--justfile", JUSTFILE.file, "--working-directory", "/w/web", "--", "test"] });
    expect(verb.shadowed.map(({ source }) => source.kind)).toEqual(["delegate", "registry", "stack"]);
  });

  test("the registry, before the stack", async () => {
    const verb = await resolved(
      { test: { registry: entryOf("r", REGISTRY), ...STACK } },
      "test",
      bookWith({ [JUSTFILE.file]: ["other"] }),
      { taskFiles: [JUSTFILE] },
    );
    expect(verb.source).toEqual({ kind: "registry", place: REGISTRY });
    expect(verb.shadowed).toEqual([{ source: { kind: "stack", stack: "node" }, run: { kind: "bash", script: "npm test" } }]);
  });

  test("a recipe that nothing else knows is a verb", async () => {
    expect((await resolved({}, "deploy", bookWith({ [JUSTFILE.file]: ["deploy"] }), { taskFiles: [JUSTFILE] })).options).toEqual({
      description: "does deploy",
    });
  });

  test("asks no task file that loses anyway, and none behind the winner", async () => {
    const asked: string[] = [];
    const book = bookWith({ [JUSTFILE.file]: ["test"], [MAKEFILE.file]: ["lint"] }, asked);
    await resolved({ test: layers }, "test", book, { taskFiles });
    expect(asked).toEqual([]);
    await resolved({ test: STACK }, "test", book, { taskFiles });
    expect(asked).toEqual([JUSTFILE.file]);
  });

  test("a task file that cannot be asked stops it: what it would have won is not known", async () => {
    const failure = { code: "delegate-tool-missing", tool: "just", file: JUSTFILE.file, shell: "web", nixPackage: "just" } as const;
    const book: RecipeBook = { known: () => undefined, ask: async () => err(failure) };
    expect(await resolveVerb({ service: web({ test: STACK }, { taskFiles: [JUSTFILE] }), verb: "test", recipes: book })).toEqual(
      err(failure),
    );
  });
});

describe("a verb that nothing defines", () => {
  test("fails with all that exist, recipes among them, and the nearest", async () => {
    const service = web(
      { test: STACK, build: { registry: entryOf("b") }, e2e: { registry: entryOf({ description: "only options" }) } },
      { taskFiles: [JUSTFILE] },
    );
    expect(await resolveVerb({ service, verb: "buil", recipes: bookWith({ [JUSTFILE.file]: ["deploy"] }) })).toEqual(
      err({ code: "unknown-verb", service: "web", verb: "buil", nearest: "build", verbs: ["test", "build", "deploy"] }),
    );
  });
});

describe("options", () => {
  test("merge field by field, the override's over the registry's; env by name; lists are replaced", async () => {
    const verb = await resolved(
      {
        test: {
          override: entryOf({ dependsOn: ["a"], env: { A: "1" } }),
          registry: entryOf({ run: "r", dependsOn: ["b", "c"], env: { A: "0", B: true }, hostTools: ["docker"] }),
          stack: entryOf({ run: "s", outputs: ["x"], cache: true, description: "stack's" }),
        },
      },
      "test",
    );
    expect(verb.options).toEqual({ dependsOn: ["a"], env: { A: "1", B: true }, hostTools: ["docker"] });
  });

  test("of the stack apply to the stack's own command alone", async () => {
    const layers = (registry: VerbOptions & { run?: string }): Record<string, VerbLayers> => ({
      build: { registry: entryOf(registry), ...STACK },
    });
    expect((await resolved(layers({ dependsOn: ["^build"] }), "build")).options).toEqual({
      dependsOn: ["^build"],
      outputs: ["coverage/**"],
      cache: true,
    });
    expect((await resolved(layers({ run: "mine" }), "build")).options).toEqual({});
  });

  test("shell: the verb's own stands before the service's", async () => {
    const named = { kind: "named", name: "ci", place: REGISTRY } as const;
    expect((await resolved({ test: { registry: entryOf({ run: "r", shell: named }) } }, "test")).shell).toEqual(named);
    expect((await resolved({ test: STACK }, "test")).shell).toEqual({ kind: "inferred", candidates: ["web"] });
  });
});

describe("whether a result may be kept", () => {
  const keepable = async (name: string, layers: VerbLayers, book = bookWith({}), sketch: ServiceSketch = {}) =>
    (await resolved({ [name]: layers }, name, book, sketch)).keepable;
  const registry = (options: VerbOptions & { run?: string }): VerbLayers => ({ registry: entryOf(options) });

  test("as the stack says for its own command", async () => {
    expect(await keepable("test", STACK)).toBe(true);
    expect(await keepable("setup", { stack: entryOf("npm ci") })).toBe(false);
    expect(await keepable("test", { ...STACK, registry: entryOf({ cache: false }) })).toBe(false);
  });

  test("for another command where outputs are declared, also none, or cache is true", async () => {
    expect(await keepable("build", registry({ run: "r" }))).toBe(false);
    expect(await keepable("build", registry({ run: "r", outputs: ["dist/**"] }))).toBe(true);
    expect(await keepable("build", registry({ run: "r", outputs: [] }))).toBe(true);
    expect(await keepable("build", registry({ run: "r", cache: true }))).toBe(true);
    expect(await keepable("build", registry({ run: "r", outputs: [], cache: false }))).toBe(false);
    expect(await keepable("test", STACK, bookWith({ [JUSTFILE.file]: ["test"] }), { taskFiles: [JUSTFILE] })).toBe(false);
    expect(
      await keepable("test", { ...STACK, registry: entryOf({ outputs: [] }) }, bookWith({ [JUSTFILE.file]: ["test"] }), {
        taskFiles: [JUSTFILE],
      }),
    ).toBe(true);
  });

  test("never for dev, persistent and interactive verbs, and without a toolchain that a key could name", async () => {
    expect(await keepable("dev", registry({ run: "r", cache: true, persistent: false }))).toBe(false);
    expect(await keepable("watch", registry({ run: "r", cache: true, persistent: true }))).toBe(false);
    expect(await keepable("repl", registry({ run: "r", cache: true, interactive: true }))).toBe(false);
    expect(await keepable("build", registry({ run: "r", cache: true, shell: { kind: "none" } }))).toBe(false);
  });

  test("dev gets the terminal whoever defines it", async () => {
    expect((await resolved({}, "dev", bookWith({ [JUSTFILE.file]: ["dev"] }), { taskFiles: [JUSTFILE] })).options.persistent).toBe(true);
  });
});

describe("listVerbs", () => {
  const service = web(
    {
      test: STACK,
      build: { registry: entryOf({ run: "b", description: "Builds it" }, REGISTRY) },
      lint: { override: entryOf("l", OVERRIDE) },
    },
    { taskFiles: [JUSTFILE, MAKEFILE] },
  );
  const sources = async (recipes: RecipeBook, mode: "known" | "ask") => {
    const listing = await listVerbs(service, { recipes, mode });
    if (!listing.ok) throw new Error(listing.error.code);
    return {
      verbs: Object.fromEntries(
        listing.value.verbs.map(({ name, source }) => [
          name,
          source.kind === "unknown" ? `${source.taskFile.tool}? ${source.otherwise.kind}` : source.kind,
        ]),
      ),
      unknown: listing.value.unknown.map(({ tool }) => tool),
    };
  };

  test("says what is not known where a task file was never asked", async () => {
    expect(await sources(bookWith({}), "known")).toEqual({
      verbs: { test: "just? stack", build: "just? registry", lint: "override" },
      unknown: ["just", "make"],
    });
    expect(await sources(bookWith({ [JUSTFILE.file]: ["test", "deploy"] }), "known")).toEqual({
      verbs: { test: "delegate", build: "make? registry", lint: "override", deploy: "delegate" },
      unknown: ["make"],
    });
  });

  test("asks, where it may", async () => {
    expect(await sources(bookWith({ [MAKEFILE.file]: ["test"] }), "ask")).toEqual({
      verbs: { test: "delegate", build: "registry", lint: "override" },
      unknown: [],
    });
  });

  test("knows of the real make what an earlier run was told", async () => {
    using folder = temporaryFolder({ "web/Makefile": "release: ; echo ## Ships it\n" });
    const state = join(folder.path, ".repo");
    const taskFiles = [{ tool: "make", file: join(folder.path, "web/Makefile") }] as const;
    const real = serviceOf("web", { root: folder.path, taskFiles });
    expect(await listVerbs(real, { recipes: bookOf(state), mode: "known" })).toEqual(ok({ verbs: [], unknown: taskFiles }));
    await listVerbs(real, { recipes: bookOf(state), mode: "ask" });
    expect(await listVerbs(real, { recipes: bookOf(state), mode: "known" })).toEqual(
      ok({
        verbs: [
          {
            name: "release",
            source: { kind: "delegate", tool: "make", recipe: "release", place: { file: taskFiles[0].file, line: 1 } },
            shadowed: [],
            options: { description: "Ships it" },
          },
        ],
        unknown: [],
      }),
    );
  });
});
