import {
  chmodSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { git, type TemporaryFolder, temporaryFolder } from "@nix-repo/testkit";
import { type Reading, readingOf, requestOf } from "./reading.ts";

let folder: TemporaryFolder;
let outside: TemporaryFolder;
let reading: Reading;

beforeEach(() => {
  folder = temporaryFolder({
    ".gitignore": "node_modules/\n*.log\ndist/\n",
    "package.json": "{}",
    "a/main.ts": "main",
    "a/src/one.ts": "one",
    "b/main.ts": "b",
  });
  outside = temporaryFolder();
  reading = readingOf(folder.path, outside.path);
  git(folder.path, "init", "--quiet");
  git(folder.path, "add", "--all");
});

afterEach(() => {
  folder[Symbol.dispose]();
  outside[Symbol.dispose]();
});

const at = (path: string) => join(folder.path, path);
const kept = () => join(folder.path, ".repo/inputs");

describe("git is asked about names that nobody has seen, and about nothing else", () => {
  beforeEach(async () => {
    folder.write({ "a/dist/out.js": "out", "a/node_modules/x": "x" });
    await reading.read();
    reading.git.starts();
  });

  test.each<[string, () => void]>([
    ["nothing has changed", () => {}],
    ["content has", () => folder.write({ "a/main.ts": "other" })],
    ["a file is gone", () => rmSync(at("a/main.ts"))],
    ["permissions", () => chmodSync(at("a/main.ts"), 0o755)],
    ["what is ignored is gone", () => rmSync(at("a/dist"), { recursive: true })],
    ["what is ignored has more in it", () => folder.write({ "a/dist/more/x": "x", "a/node_modules/y": "y" })],
    ["the index", () => git(folder.path, "add", "--all")],
    ["the last commit", () => git(folder.path, "commit", "--quiet", "--message", "all")],
    ["something that does not concern the service", () => folder.write({ "b/new.ts": "new", "other/.gitignore": "x\n" })],
    ["a rule was written again as it was", () => folder.write({ ".gitignore": readFileSync(at(".gitignore"), "utf8") })],
  ])("%s", async (_, change) => {
    change();
    await reading.read();
    expect(reading.git.starts()).toEqual([]);
  });

  test.each<[string, () => void, () => void]>([
    ["what is ignored", () => rmSync(at("a/dist"), { recursive: true }), () => folder.write({ "a/dist/new.js": "new" })],
    ["a file", () => rmSync(at("a/main.ts")), () => folder.write({ "a/main.ts": "main" })],
  ])("%s is gone and comes back", async (_, remove, restore) => {
    const before = await reading.read();
    remove();
    await reading.read();
    restore();
    expect((await reading.read()).digest).toEqual(before.digest);
    expect(reading.git.starts()).toEqual([]);
  });

  test("once for a new name", async () => {
    folder.write({ "a/new.ts": "new" });
    await reading.read();
    expect(reading.git.starts()).toEqual(["check-ignore"]);
    await reading.read();
    expect(reading.git.starts()).toEqual([]);
  });

  test("not again for what the task wrote, which was seen when it had run", async () => {
    const reader = reading.open();
    const before = await reading.read({}, reader);
    folder.write({ "a/coverage.log": "new, and ignored" });
    expect(await before.changedSince()).toBeUndefined();
    await reader.close();
    reading.git.starts();
    await reading.read();
    expect(reading.git.starts()).toEqual([]);
  });
});

test("one git answers for all services of a run", async () => {
  const services = Array.from({ length: 40 }, (_, i) => `s${i}`);
  for (const name of services) folder.write({ [`${name}/src/deep/x.ts`]: name, [`${name}/.gitignore`]: "*.md\n", [`${name}/y.md`]: "" });
  const folders = services.map(at);
  const readAll = async () => {
    const reader = reading.open({ expected: folders });
    const files = await Promise.all(folders.map((each) => reading.read({ folder: each }, reader)));
    expect(files.map(({ count }) => count)).toEqual(services.map(() => 2));
    await reader.close();
  };
  await readAll();
  expect(reading.git.starts().filter((command) => command === "check-ignore")).toHaveLength(1);
  writeFileSync(at(".gitignore"), "*.log\n");
  await readAll();
  expect(reading.git.starts()).toEqual(["check-ignore"]);
  for (const name of services) {
    rmSync(at(`${name}/src/deep`), { recursive: true });
    folder.write({ [`${name}/src/new.ts`]: name });
  }
  await readAll();
  expect(reading.git.starts()).toEqual(["check-ignore"]);
});

describe("nothing stale", () => {
  test("a change of the same size right after a look at it", async () => {
    const reader = reading.open();
    for (let i = 1000; i < 1300; i++) {
      folder.write({ "a/main.ts": `${i}` });
      const { digest } = await reading.read({}, reader);
      folder.write({ "a/main.ts": `${i + 1000}` });
      expect((await reading.read({}, reader)).digest).not.toEqual(digest);
    }
  });

  test("a change that sets the time back", async () => {
    const { mtime, atime } = statSync(at("a/main.ts"));
    const { digest } = await reading.read();
    folder.write({ "a/main.ts": "niam" });
    utimesSync(at("a/main.ts"), atime, mtime);
    expect((await reading.read()).digest).not.toEqual(digest);
  });

  test("rules: of a folder, of one above, of the repository, of the user, of a setting", async () => {
    const home = join(outside.path, "home");
    folder.write({ "a/src/a.x": "", "a/src/b.x": "", "a/src/c.x": "", "a/src/d.x": "", "a/src/e.x": "", "a/src/.gitignore": "" });
    const names = async () => (await reading.paths()).filter((path) => path.endsWith(".x")).map((path) => path[6]);
    const seen = [await names()];
    folder.write({ "a/src/.gitignore": "a.x\n" });
    seen.push(await names());
    folder.write({ ".gitignore": "b.x\n" });
    seen.push(await names());
    writeFileSync(at(".git/info/exclude"), "c.x\n");
    seen.push(await names());
    mkdirSync(join(home, ".config/git"), { recursive: true });
    writeFileSync(join(home, ".config/git/ignore"), "d.x\n");
    seen.push(await names());
    writeFileSync(join(home, "mine"), "e.x\n");
    writeFileSync(join(home, ".gitconfig"), "[core]\nexcludesFile = ~/mine\n");
    seen.push(await names());
    writeFileSync(join(home, "mine"), "");
    seen.push(await names());
    expect(seen.map((each) => each.join(""))).toEqual(["abcde", "bcde", "cde", "de", "e", "d", "de"]);
  });

  test("settings that a branch includes", async () => {
    folder.write({ "a/x.tmp": "" });
    writeFileSync(at(".git/more"), `[core]\nexcludesFile = ${at(".git/tmp-rules")}\n`);
    writeFileSync(at(".git/tmp-rules"), "*.tmp\n");
    git(folder.path, "config", "includeIf.onbranch:quiet.path", "more");
    git(folder.path, "checkout", "--quiet", "-b", "loud");
    expect(await reading.paths()).toContain("a/x.tmp");
    git(folder.path, "checkout", "--quiet", "-b", "quiet");
    expect(await reading.paths()).not.toContain("a/x.tmp");
  });

  test.each<[string, string, readonly string[]]>([
    ["what is ignored", "a/dist", ["a/main.ts", "a/src/one.ts"]],
    ["a folder that counts", "a/src", ["a/main.ts", "a/src/one.ts"]],
    ["a file", "a/main.ts", ["a/main.ts", "a/src/one.ts"]],
  ])("%s that is gone while it is looked for, and comes back", async (_, path, expected) => {
    const files = { "a/dist/out.js": "out", "a/src/one.ts": "one", "a/main.ts": "main" };
    rmSync(at(path), { recursive: true, force: true });
    await reading.read();
    folder.write(files);
    // The real git, behind a script that does what a build might do at that moment.
    const bin = join(outside.path, "late");
    mkdirSync(bin);
    const { PATH } = reading.git.env;
    const once = `[ "$3" = check-ignore ] && mkdir '${bin}/done' 2>/dev/null && rm -rf '${at(path)}'`;
    const script = `#!/bin/sh\n${once}\nPATH='${PATH}' exec git "$@"\n`;
    writeFileSync(join(bin, "git"), script, { mode: 0o755 });
    const late = reading.open({ expected: [], callerEnv: { ...reading.git.env, PATH: `${bin}:${PATH}` } });
    const found = await reading.read({}, late);
    expect(found.entries().map((each) => each.path)).toEqual(expected.filter((each) => !each.startsWith(path)));
    folder.write(files);
    expect((await reading.read({}, late)).entries().map((each) => each.path)).toEqual(expected);
    await late.close();
    // Nor is it walked for nothing from now on.
    const lines = readdirSync(kept()).map((name) => readFileSync(join(kept(), name), "utf8"));
    expect(lines.join("")).not.toContain("ddist");
    expect(await reading.paths()).toEqual(expected);
    expect(await reading.paths()).toEqual(expected);
  });

  test("a folder that a symlink takes the place of", async () => {
    await reading.read();
    folder.write({ "elsewhere/one.ts": "one" });
    rmSync(at("a/src"), { recursive: true });
    symlinkSync("../elsewhere", at("a/src"));
    expect((await reading.read()).entries()).toContainEqual({ path: "a/src", target: "../elsewhere" });
  });

  test("an index that only git can read", async () => {
    folder.write({ "a/x.log": "x" });
    git(folder.path, "update-index", "--split-index");
    expect(await reading.paths()).not.toContain("a/x.log");
    git(folder.path, "add", "--force", "a/x.log");
    expect(await reading.paths()).toContain("a/x.log");
  });

  test("what tasks share, once it is said that it may have changed", async () => {
    const reader = reading.open();
    const request = { globalGlobs: ["package.json"] };
    const before = await reading.read(request, reader);
    folder.write({ "package.json": "{ }" });
    reader.filesMayHaveChanged();
    expect((await reading.read(request, reader)).digest).not.toEqual(before.digest);
  });
});

describe("what has changed since", () => {
  test.each<[string, () => void, string | undefined]>([
    ["nothing", () => {}, undefined],
    ["content", () => folder.write({ "a/src/one.ts": "eno" }), "a/src/one.ts"],
    ["written again with the same content", () => folder.write({ "a/src/one.ts": "one" }), "a/src/one.ts"],
    ["a new file", () => folder.write({ "a/new.ts": "" }), "a/new.ts"],
    ["a file gone", () => rmSync(at("a/main.ts")), "a/main.ts"],
    ["permissions", () => chmodSync(at("a/main.ts"), 0o700), "a/main.ts"],
    ["what tasks share", () => folder.write({ "package.json": "{ }" }), "package.json"],
    ["what is ignored", () => folder.write({ "a/dist/x": "", "a/x.log": "" }), undefined],
    ["what the task writes", () => folder.write({ "a/out/x": "" }), undefined],
    ["one more link", () => linkSync(at("a/main.ts"), at("linked.ts")), undefined],
  ])("%s", async (_, change, expected) => {
    const files = await reading.read({ globalGlobs: ["package.json"], outputs: ["out/**"] });
    expect(await files.changedSince()).toBeUndefined();
    change();
    expect(await files.changedSince()).toBe(expected);
  });
});

describe("what is kept", () => {
  test("is found again where it is damaged", async () => {
    const { digest } = await reading.read();
    for (const name of readdirSync(kept())) {
      const file = join(kept(), name);
      const { size } = statSync(file);
      for (const damage of [
        () => truncateSync(file, Math.floor(size / 2)),
        () => writeFileSync(file, ""),
        () => writeFileSync(file, "null"),
        () => writeFileSync(file, '{"version":99}'),
        () => writeFileSync(file, '{"version":1}'),
      ]) {
        damage();
        expect((await reading.read()).digest).toEqual(digest);
      }
    }
  });

  test("cannot be written: then it is found every time", async () => {
    writeFileSync(at("state"), "a file stands where the folder would be");
    const reader = () => reading.open({ stateFolder: at("state") });
    const { digest } = await reading.read({ globs: ["**/*.ts"] }, reader());
    folder.write({ "a/main.ts": "other" });
    expect((await reading.read({ globs: ["**/*.ts"] }, reader())).digest).not.toEqual(digest);
  });

  test("ignores itself in git, and leaves nothing half-written", async () => {
    await reading.read();
    expect(readFileSync(at(".repo/.gitignore"), "utf8")).toBe("*\n");
    expect(readdirSync(kept()).filter((name) => !/^(rules\.json|parts-\d+)$/.test(name))).toEqual([]);
  });

  test("goes when it has not been used for long, and stays when it has", async () => {
    const shelves = () => readdirSync(kept()).filter((name) => name.startsWith("parts-"));
    const lines = () => shelves().flatMap((name) => readFileSync(join(kept(), name), "utf8").split("\n").slice(1, -1));
    // Names that share a file.
    await reading.read({ folder: at("a") });
    const daysAgo = (days: number) => {
      for (const name of shelves()) {
        const text = readFileSync(join(kept(), name), "utf8");
        writeFileSync(
          join(kept(), name),
          text.replace(/\t(\d+)\t/, (_, day) => `\t${day - days}\t`),
        );
      }
    };
    daysAgo(20);
    await reading.read({ folder: at("a"), globs: ["*.ts"] });
    expect(lines()).toHaveLength(2);
    daysAgo(11);
    await reading.read({ folder: at("a"), globs: ["*.js"] });
    expect(lines().map((line) => JSON.parse(line.split("\t")[0] ?? "")[1])).toEqual([["*.ts"], ["*.js"]]);
  });

  test("is said to be in use at most once a week", async () => {
    await reading.read();
    const file = join(kept(), readdirSync(kept()).find((name) => name.startsWith("parts-")) ?? "");
    // What was made just now is looked at again, and so set again.
    while (readFileSync(file, "utf8").includes(",-1,")) await reading.read();
    const before = readFileSync(file, "utf8");
    const today = Number(/\t(\d+)\t/.exec(before)?.[1]);
    writeFileSync(file, before.replace(`\t${today}\t`, `\t${today - 6}\t`));
    await reading.read();
    expect(readFileSync(file, "utf8")).not.toContain(`\t${today}\t`);
    writeFileSync(file, before.replace(`\t${today}\t`, `\t${today - 9}\t`));
    await reading.read();
    expect(readFileSync(file, "utf8")).toContain(`\t${today}\t`);
  });

  test("of two runs at once nothing is lost but what both found", async () => {
    const [one, other] = [reading.open(), reading.open()];
    await reading.read({ globs: ["*.ts"] }, one);
    await reading.read({ globs: ["src/*.ts"] }, other);
    await one.close();
    await other.close();
    reading.git.starts();
    await reading.read({ globs: ["*.ts"] });
    await reading.read({ globs: ["src/*.ts"] });
    expect(reading.git.starts()).toEqual([]);
  });
});

describe("what cannot be read", () => {
  test("a name that is not UTF-8", async () => {
    writeFileSync(Buffer.concat([Buffer.from(`${at("a")}/x`), Buffer.from([0xff])]), "");
    const found = await reading.open().read(requestOf(folder.path));
    expect(found).toEqual({ ok: false, error: { path: `${at("a")}/x\uFFFD`, reason: "its name is not UTF-8" } });
  });

  test("a symlink to such a name", async () => {
    symlinkSync(Buffer.from([0xff]), at("a/link"));
    const found = await reading.open().read(requestOf(folder.path));
    expect(found).toEqual({ ok: false, error: { path: at("a/link"), reason: "what it points to is not UTF-8" } });
  });

  test("a repository that git does not take for one", async () => {
    rmSync(at(".git"), { recursive: true });
    mkdirSync(at(".git"));
    const found = await reading.open().read(requestOf(folder.path));
    expect(found).toMatchObject({ ok: false, error: { path: folder.path, reason: expect.stringContaining("not a git repository") } });
  });
});

describe("what is read ahead", () => {
  const shelves = () => readdirSync(join(folder.path, ".repo/inputs")).filter((name) => name.startsWith("parts-"));
  const ahead = async (globalGlobs: readonly string[] = []) => {
    const reader = reading.open();
    await reader.readAhead(requestOf(folder.path, { globalGlobs }));
    await reader.close();
  };

  test("is known when it is asked for, and looked at then", async () => {
    await ahead();
    expect(shelves()).toHaveLength(1);
    const reader = reading.open();
    await reader.readAhead(requestOf(folder.path));
    folder.write({ "a/main.ts": "another", "a/src/two.ts": "two" });
    const { digest, entries } = await reading.read({}, reader);
    rmSync(join(folder.path, ".repo"), { recursive: true });
    expect((await reading.read()).digest).toEqual(digest);
    expect(entries().map(({ path }) => path)).toContain("a/src/two.ts");
    await reader.close();
  });

  test("is put together with what all tasks read when it is asked for", async () => {
    await ahead(["package.json"]);
    const { digest } = await reading.read({ globalGlobs: ["package.json"] });
    rmSync(join(folder.path, ".repo"), { recursive: true });
    expect((await reading.read({ globalGlobs: ["package.json"] })).digest).toEqual(digest);
  });

  test.each([
    ["many files", () => folder.write(Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`a/many/${i}`, `${i}`])))],
    ["many folders", () => folder.write(Object.fromEntries(Array.from({ length: 310 }, (_, i) => [`a/many/${i}/x`, `${i}`])))],
    ["a large file", () => folder.write({ "a/large": "x".repeat(9_000_000) })],
  ])("is not %s: whoever waits for it reads them, whole", async (_, write) => {
    write();
    await ahead();
    expect(shelves()).toEqual([]);
    const reader = reading.open();
    await reader.readAhead(requestOf(folder.path));
    const { digest, count } = await reading.read({}, reader);
    expect(count).toBeGreaterThan(2);
    await reader.close();
    rmSync(join(folder.path, ".repo"), { recursive: true });
    expect((await reading.read()).digest).toEqual(digest);
  });

  test("says nothing of what cannot be read", async () => {
    await ahead();
    const reader = reading.open();
    await reader.readAhead({ ...requestOf(folder.path), folder: join(folder.path, "none") });
    await reader.close();
  });
});
