import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { openOutputFile } from "@nix-repo/reporters";
import { temporaryFolder } from "@nix-repo/testkit";

function opened(path: string) {
  const file = openOutputFile(path);
  if (!file.ok) throw new Error(file.error);
  return file.value;
}

describe("a file", () => {
  test("appears when all of it is there, and until then what was there before stays", () => {
    using folder = temporaryFolder({ "out.xml": { content: "before", mode: 0o640 } });
    const path = join(folder.path, "out.xml");
    const file = opened(path);
    const long = "日".repeat(100_000);
    file.write("first ");
    file.write(Buffer.from(long));
    file.write(long);
    expect(readFileSync(path, "utf8")).toBe("before");
    expect(file.commit()).toEqual({ ok: true, value: undefined });
    expect(readFileSync(path, "utf8")).toBe(`first ${long}${long}`);
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder.path)).toEqual(["out.xml"]);
  });

  test("that is given up leaves nothing", () => {
    using folder = temporaryFolder();
    const file = opened(join(folder.path, "new"));
    file.write("x");
    file.discard();
    file.discard();
    expect(readdirSync(folder.path)).toEqual([]);
  });

  test("behind a link is written where the link leads", () => {
    using folder = temporaryFolder({ "real/out": "before" });
    const link = join(folder.path, "link");
    symlinkSync("real/out", link);
    const file = opened(link);
    file.write("after");
    file.commit();
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder.path, "real/out"), "utf8")).toBe("after");
  });

  test("of a process that ends without a word leaves nothing", () => {
    using folder = temporaryFolder();
    const module = join(import.meta.dirname, "../src/output-file.ts");
    const program = `import { openOutputFile } from ${JSON.stringify(module)}; openOutputFile(process.argv[1]).value.write("x"); process.exit(3);`;
    const args = ["--input-type=module", "-e", program, join(folder.path, "new")];
    expect(() => execFileSync(process.execPath, args, { stdio: "pipe", env: {} })).toThrow(expect.objectContaining({ status: 3 }));
    expect(readdirSync(folder.path)).toEqual([]);
  });
});

test("a pipe is written to at once, and its reader may go away", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "pipe");
  execFileSync("mkfifo", [path]);
  const reader = spawn("head", ["-1", path], { stdio: ["ignore", "pipe", "inherit"] });
  const file = opened(path);
  file.write("first\n");
  file.endOfEvent?.();
  const [text] = (await once(reader.stdout, "data")) as [Buffer];
  expect(text.toString()).toBe("first\n");
  await once(reader, "exit");
  file.write("second\n");
  file.endOfEvent?.();
  expect(file.commit()).toEqual({ ok: false, error: "its reader has gone away" });
  expect(existsSync(path)).toBe(true);
});

describe("what cannot be written is told", () => {
  test.each([
    ["a folder", "", "it is a folder"],
    ["in no folder", "no/where", "the folder WS/no does not exist"],
    ["below a file", "file/x", "WS/file is not a folder"],
  ])("when it is opened: %s", (_what, name, reason) => {
    using folder = temporaryFolder({ file: "" });
    expect(openOutputFile(join(folder.path, name))).toEqual({ ok: false, error: reason.replace("WS", folder.path) });
    expect(readdirSync(folder.path)).toEqual(["file"]);
  });

  test("in the end, where the disk was full", () => {
    const file = opened("/dev/full");
    file.write("x");
    expect(file.commit()).toEqual({ ok: false, error: "the disk is full" });
  });
});
