import { describe, expect, test } from "@jest/globals";
import { FileUses } from "../../src/check/file-uses.ts";
import { StraceCalls, textOf } from "../../src/check/strace-call.ts";

/** What became of each path, in the words of `FileUse`. */
function usesOf(lines: readonly string[]): Record<string, string> {
  const calls = new StraceCalls();
  const uses = new FileUses("/w");
  for (const line of lines) {
    const call = calls.push(line);
    if (call !== undefined) uses.push(call);
  }
  const words = { isRead: "read", isLookedAt: "looked at", isWritten: "written", isRemoved: "removed", isMade: "made" } as const;
  return Object.fromEntries(
    [...uses.finish()].map(([path, use]) => [
      path,
      Object.entries(words)
        .flatMap(([field, word]) => (use[field as keyof typeof words] ? [word] : []))
        .join(", "),
    ]),
  );
}

describe("a line of strace", () => {
  test.each([
    ['7 access("a", R_OK)     = 0', { name: "access", args: ['"a"', "R_OK"], result: 0 }],
    [
      '7 openat(AT_FDCWD</w>, "a, (b\\"", O_RDONLY) = -1 ENOENT (No such file or directory)',
      { args: ["AT_FDCWD</w>", '"a, (b\\""', "O_RDONLY"], result: -1 },
    ],
    ['7 openat(AT_FDCWD</w>, "a", O_RDONLY) = 3</w/we\\74i\\76rd \\303\\244>', { result: 3, resultPath: "/w/we<i>rd ä" }],
    [
      '7 execve("/bin/sh", ["sh", "-c", "a) = 3"], 0x7ffe /* 35 vars */) = 0',
      { args: ['"/bin/sh"', '["sh", "-c", "a) = 3"]', "0x7ffe /* 35 vars */"], result: 0 },
    ],
    [
      '7 newfstatat(3</w/a,b)>, "", {st_mode=S_IFREG|0644, ...}, AT_EMPTY_PATH) = 0',
      { args: ["3</w/a,b)>", '""', "{st_mode=S_IFREG|0644, ...}", "AT_EMPTY_PATH"] },
    ],
    ['7 openat(AT_FDCWD</w>, "a", O_RDONLY) = 3</w/a (deleted)>', { resultPath: "/w/a" }],
    ['7 execve("a", ["a"], 0x7ffe /* 35 vars */) = ?', { result: undefined }],
  ])("%s", (line, expected) => {
    expect(new StraceCalls().push(line)).toMatchObject({ pid: 7, ...expected });
  });

  test.each(["7 +++ exited with 0 +++", "7 --- SIGCHLD {si_signo=SIGCHLD} ---", "", "strace: something", "7 <... openat resumed>) = 3"])(
    "that is no call: %j",
    (line) => {
      expect(new StraceCalls().push(line)).toBeUndefined();
    },
  );

  test("in two halves", () => {
    const calls = new StraceCalls();
    expect(calls.push("7 clone(child_stack=NULL, flags=SIGCHLD <unfinished ...>")).toBeUndefined();
    expect(calls.push('8 chdir("a") = 0')).toMatchObject({ pid: 8, name: "chdir" });
    expect(calls.push("7 <... clone resumed>, child_tidptr=0x7) = 8")).toMatchObject({ pid: 7, name: "clone", result: 8 });
  });

  test("holds bytes as C writes them", () => {
    expect(textOf('"a\\n\\t\\"\\\\\\303\\2441"')).toBe('a\n\t"\\ä1');
    expect(textOf("O_RDONLY")).toBeUndefined();
  });
});

describe("what a process does with a file", () => {
  test.each<[string, readonly string[], Record<string, string>]>([
    ["reads it", ['1 openat(AT_FDCWD</w>, "a", O_RDONLY|O_CLOEXEC) = 3</w/a>'], { "/w/a": "read" }],
    ["does not find it", ['1 openat(AT_FDCWD</w>, "a", O_RDONLY) = -1 ENOENT (No such file or directory)'], {}],
    ["reads it through a link", ['1 openat(AT_FDCWD</w>, "link", O_RDONLY) = 3</w/a>'], { "/w/a": "read" }],
    [
      "reads it from a folder that it opened",
      ['1 openat(4</w/sub>, "a", O_RDONLY) = 3</w/sub/a>', '1 newfstatat(4</w/sub>, "b", {st_mode=S_IFREG|0644, ...}, 0) = 0'],
      { "/w/sub/a": "read", "/w/sub/b": "looked at" },
    ],
    [
      "looks at it",
      ['1 stat("../w/a", {st_mode=S_IFREG|0644, ...}) = 0', '1 readlink("b", "x", 9) = 1', '1 access("/c", F_OK) = 0'],
      { "/w/a": "looked at", "/w/b": "looked at", "/c": "looked at" },
    ],
    ["looks at a folder", ['1 stat("a", {st_mode=S_IFDIR|0755, ...}) = 0'], {}],
    ["executes it", ['1 execve("./a", ["a"], 0x7ff /* 3 vars */) = 0'], { "/w/a": "read" }],
    [
      "makes it, and reads it then",
      [
        '1 openat(AT_FDCWD</w>, "a", O_WRONLY|O_CREAT|O_TRUNC, 0666) = 3</w/a>',
        '1 openat(AT_FDCWD</w>, "a", O_RDONLY) = 3</w/a>',
        '1 stat("a", {st_mode=S_IFREG|0644, ...}) = 0',
      ],
      { "/w/a": "written, made" },
    ],
    [
      "reads it, and writes it then",
      ['1 open("a", O_RDONLY) = 3</w/a>', '1 creat("a", 0666) = 3</w/a>'],
      { "/w/a": "read, written, made" },
    ],
    [
      "changes it",
      [
        '1 openat(AT_FDCWD</w>, "a", O_RDWR) = 3</w/a>',
        '1 openat(AT_FDCWD</w>, "b", O_WRONLY|O_APPEND) = 3</w/b>',
        '1 chmod("c", 0755) = 0',
      ],
      { "/w/a": "read, written", "/w/b": "written", "/w/c": "written" },
    ],
    [
      "renames what it made",
      ['1 openat(AT_FDCWD</w>, "t", O_RDWR|O_CREAT|O_EXCL, 0600) = 3</w/t>', '1 rename("t", "a") = 0'],
      { "/w/t": "", "/w/a": "written, made" },
    ],
    [
      "renames what was there",
      ['1 renameat2(AT_FDCWD</w>, "b", AT_FDCWD</w>, "a", 0) = 0'],
      { "/w/b": "read, removed", "/w/a": "written, made" },
    ],
    [
      "renames a folder that it filled",
      [
        '1 mkdir("t", 0777) = 0',
        '1 openat(AT_FDCWD</w>, "t/x", O_WRONLY|O_CREAT|O_EXCL, 0666) = 3</w/t/x>',
        '1 rename("t", "dist") = 0',
        '1 openat(AT_FDCWD</w>, "dist/x", O_RDONLY) = 3</w/dist/x>',
      ],
      { "/w/t": "", "/w/t/x": "", "/w/dist": "written, made", "/w/dist/x": "written, made" },
    ],
    ["removes it", ['1 unlink("a") = 0', '1 unlinkat(4</w/sub>, "b", 0) = 0'], { "/w/a": "removed", "/w/sub/b": "removed" }],
    [
      "links it",
      ['1 link("a", "b") = 0', '1 symlink("anything", "c") = 0', '1 symlinkat("anything", 4</w/sub>, "d") = 0'],
      { "/w/a": "read", "/w/b": "written, made", "/w/c": "written, made", "/w/sub/d": "written, made" },
    ],
  ])("%s", (_, lines, expected) => {
    expect(usesOf(lines)).toEqual(expected);
  });
});

describe("a relative path is one of the folder in which its process is", () => {
  const read = "{st_mode=S_IFREG|0644, ...}) = 0";

  test("having gone there", () => {
    expect(
      usesOf([
        '1 chdir("sub") = 0',
        `1 stat("a", ${read}`,
        "1 fchdir(3</w/other>) = 0",
        `1 stat("b", ${read}`,
        '1 chdir("nope") = -1 ENOENT (No)',
        `1 stat("../c", ${read}`,
      ]),
    ).toEqual({
      "/w/sub/a": "looked at",
      "/w/other/b": "looked at",
      "/w/c": "looked at",
    });
  });

  test("having been started there, even when that is told later", () => {
    expect(
      usesOf([
        '1 chdir("sub") = 0',
        "1 vfork( <unfinished ...>",
        '2 chdir("deeper") = 0',
        `2 stat("a", ${read}`,
        "1 <... vfork resumed>) = 2",
        '1 chdir("..") = 0',
        `2 stat("b", ${read}`,
        "1 clone(child_stack=NULL, flags=SIGCHLD) = 3",
        `3 stat("c", ${read}`,
      ]),
    ).toMatchObject({ "/w/sub/deeper/a": "looked at", "/w/sub/deeper/b": "looked at", "/w/c": "looked at" });
  });

  test("as strace says, or as the first process where nobody does", () => {
    const open = '2 openat(AT_FDCWD</w/told>, "a", O_RDONLY) = -1 ENOENT (No such file)';
    expect(usesOf([`1 stat("x", ${read}`, open, `2 stat("a", ${read}`, `4 stat("b", ${read}`])).toMatchObject({
      "/w/told/a": "looked at",
      "/w/b": "looked at",
    });
  });
});
