import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { compareCodePoints } from "../../src/reapi/code-points.ts";
import { decodeActionResult, decodeDirectory, decodeTree } from "../../src/reapi/decode.ts";
import { encodeAction, encodeActionResult, encodeCommand, encodeDirectory, encodeTree } from "../../src/reapi/encode.ts";
import type { Action, ActionResult, Command, Directory, NamedValue, Tree } from "../../src/reapi/messages.ts";
import { actionFrom, actionResultFrom, commandFrom, decodeByLibrary, directoryFrom, encodeByLibrary, treeFrom } from "./public-messages.ts";

const text = fc.string({ unit: "binary" });
const name = text.filter((text) => text !== "" && text !== "." && text !== ".." && !/[/\0]/.test(text));
const hash = fc.stringMatching(/^[0-9a-f]{64}$/);
const digest = fc.record({ hash, sizeBytes: fc.oneof(fc.nat(), fc.maxSafeNat()) });
const bytes = fc.uint8Array({ minLength: 1 }).map((array) => Buffer.from(array));
const ms = fc.integer({ min: -(10 ** 14), max: 10 ** 14 });

const directory: fc.Arbitrary<Directory> = fc
  .uniqueArray(fc.record({ name, digest, isExecutable: fc.boolean(), target: text, kind: fc.nat(2) }), { selector: (entry) => entry.name })
  .map((entries) => entries.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name))))
  .map((entries) => ({
    files: entries.flatMap(({ kind, name, digest, isExecutable }) => (kind === 0 ? [{ name, digest, isExecutable }] : [])),
    directories: entries.flatMap(({ kind, name, digest }) => (kind === 1 ? [{ name, digest }] : [])),
    symlinks: entries.flatMap(({ kind, name, target }) => (kind === 2 ? [{ name, target }] : [])),
  }));
const tree: fc.Arbitrary<Tree> = fc.record({ root: directory, children: fc.array(directory, { maxLength: 4 }) });
const named: fc.Arbitrary<NamedValue> = fc.record({ name: text, value: text });
const command: fc.Arbitrary<Command> = fc.record({
  arguments: fc.array(text),
  environmentVariables: fc.uniqueArray(named, { selector: ({ name }) => name }),
  outputPaths: fc.array(text),
  workingDirectory: text,
});
const action: fc.Arbitrary<Action> = fc.record(
  {
    commandDigest: digest,
    inputRootDigest: digest,
    platform: fc.array(named),
    timeoutSeconds: fc.nat(),
    doNotCache: fc.constant(true),
    salt: bytes,
  },
  { requiredKeys: ["commandDigest", "inputRootDigest", "platform"] },
);
const result: fc.Arbitrary<ActionResult> = fc
  .record(
    {
      outputFiles: fc.array(fc.record({ path: text, digest, isExecutable: fc.boolean() })),
      outputDirectories: fc.array(fc.record({ path: text, treeDigest: digest })),
      outputSymlinks: fc.array(fc.record({ path: text, target: text })),
      exitCode: fc.integer(),
      stdoutRaw: bytes,
      stdoutDigest: digest,
      stderrRaw: bytes,
      stderrDigest: digest,
      metadata: fc.record({
        executionStartMs: ms,
        executionCompletedMs: ms,
        auxiliary: fc.array(fc.record({ typeUrl: text, value: bytes })),
      }),
    },
    { requiredKeys: ["outputFiles", "outputDirectories", "outputSymlinks", "exitCode", "metadata"] },
  )
  .map((result) => result as ActionResult);

describe("what another library reads from our bytes", () => {
  test("a Directory", () => {
    fc.assert(fc.property(directory, (it) => expect(directoryFrom(decodeByLibrary("Directory", encodeDirectory(it)))).toEqual(it)));
  });
  test("a Tree", () => {
    fc.assert(fc.property(tree, (it) => expect(treeFrom(decodeByLibrary("Tree", encodeTree(it)))).toEqual(it)));
  });
  test("a Command, whose variables and outputs are sorted", () => {
    fc.assert(
      fc.property(command, (it) => {
        const sorted = {
          ...it,
          environmentVariables: it.environmentVariables.toSorted((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name))),
          outputPaths: [...new Set(it.outputPaths)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
        };
        expect(commandFrom(decodeByLibrary("Command", encodeCommand(it)))).toEqual(sorted);
      }),
    );
  });
  test("an Action, whose properties are sorted", () => {
    const order = (a: NamedValue, b: NamedValue) =>
      Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)) || Buffer.compare(Buffer.from(a.value), Buffer.from(b.value));
    fc.assert(
      fc.property(action, (it) => {
        expect(actionFrom(decodeByLibrary("Action", encodeAction(it)))).toEqual({ ...it, platform: it.platform.toSorted(order) });
      }),
    );
  });
  test("an ActionResult", () => {
    fc.assert(fc.property(result, (it) => expect(actionResultFrom(decodeByLibrary("ActionResult", encodeActionResult(it)))).toEqual(it)));
  });
});

describe("what we read back", () => {
  test("is what was written, and from other libraries' bytes the same", () => {
    fc.assert(
      fc.property(directory, tree, result, (directory, tree, result) => {
        expect(decodeDirectory(encodeDirectory(directory))).toEqual(directory);
        expect(decodeTree(encodeTree(tree))).toEqual(tree);
        expect(decodeActionResult(encodeActionResult(result))).toEqual(result);
        const again = encodeByLibrary("ActionResult", decodeByLibrary("ActionResult", encodeActionResult(result)));
        expect(decodeActionResult(again)).toEqual(result);
      }),
    );
  });

  test("has one encoding, whatever the order it was put together in", () => {
    fc.assert(
      fc.property(directory, command, (directory, command) => {
        const { files, directories, symlinks } = directory;
        const turned = { files: files.toReversed(), directories: directories.toReversed(), symlinks: symlinks.toReversed() };
        expect(encodeDirectory(turned)).toEqual(encodeDirectory(directory));
        const { outputPaths, environmentVariables } = command;
        const other = { outputPaths: [...outputPaths, ...outputPaths].reverse(), environmentVariables: environmentVariables.toReversed() };
        expect(encodeCommand({ ...command, ...other })).toEqual(encodeCommand(command));
      }),
    );
  });

  test("skips fields that nobody knows, and takes links of older servers", () => {
    const link = { path: "a", target: "b" };
    const bytes = encodeByLibrary("ActionResult", { output_file_symlinks: [link], execution_metadata: { worker: "w" } });
    const unknown = Buffer.from([0xf8, 0x07, 0x05, 0xfa, 0x07, 0x01, 0x00, 0xfd, 0x07, 1, 2, 3, 4, 0xf9, 0x07, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(decodeActionResult(Buffer.concat([unknown, bytes, unknown]))).toMatchObject({ outputSymlinks: [link], exitCode: 0 });
  });
});

describe("bytes that are no message", () => {
  test("never throw, whatever they are", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        for (const decode of [decodeDirectory, decodeTree, decodeActionResult]) decode(bytes);
      }),
      { numRuns: 2000 },
    );
  });

  test("never throw where they almost are one", () => {
    const flip = fc.record({ at: fc.nat(), by: fc.integer({ min: 1, max: 255 }), cut: fc.nat() });
    fc.assert(
      fc.property(result, tree, flip, (result, tree, { at, by, cut }) => {
        for (const whole of [encodeActionResult(result), encodeTree(tree)]) {
          const bytes = Buffer.from(whole);
          if (bytes.length > 0) bytes.writeUInt8((bytes[at % bytes.length] ?? 0) ^ by, at % bytes.length);
          decodeActionResult(bytes);
          decodeTree(bytes.subarray(0, cut % (bytes.length + 1)));
        }
      }),
    );
  });

  const file = { name: "a", digest: { hash: "0".repeat(64), size_bytes: 1 } };
  test.each([
    ["a name twice", { files: [file, file] }],
    ["a name twice, as a file and a link", { files: [file], symlinks: [{ name: "a", target: "b" }] }],
    ["no name", { files: [{ ...file, name: "" }] }],
    ["the folder above", { directories: [{ ...file, name: ".." }] }],
    ["the folder itself", { symlinks: [{ name: ".", target: "a" }] }],
    ["a path", { files: [{ ...file, name: "../a" }] }],
    ["a zero", { files: [{ ...file, name: "a\0" }] }],
    ["no digest", { files: [{ name: "a" }] }],
    ["a digest that is none", { files: [{ name: "a", digest: { hash: `../${"0".repeat(61)}` } }] }],
    ["a digest in capitals", { files: [{ name: "a", digest: { hash: "A".repeat(64) } }] }],
    ["a negative size", { files: [{ name: "a", digest: { hash: "0".repeat(64), size_bytes: -1 } }] }],
  ])("a Directory with %s is none", (_, message) => {
    expect(decodeDirectory(encodeByLibrary("Directory", message))).toBeUndefined();
    expect(decodeTree(encodeByLibrary("Tree", { children: [message] }))).toBeUndefined();
  });

  test.each([
    ["a varint without an end", "20ffffffffffffffffffff"],
    ["a varint of more than 64 bits", "20ffffffffffffffffff02"],
    ["a varint that is cut", "20ff"],
    ["a length beyond the end", "2a05616263"],
    ["the field 0", "0000"],
    ["a group", "2324"],
    ["a known field of another kind", "2205"],
    ["text that is not UTF-8", "62030a01ff"],
  ])("%s", (_, hex) => {
    expect(decodeActionResult(Buffer.from(hex, "hex"))).toBeUndefined();
  });

  test("a directory in any order is one, and comes out sorted", () => {
    const bytes = encodeByLibrary("Directory", { files: ["b", "a"].map((name) => ({ ...file, name })) });
    expect(decodeDirectory(bytes)?.files.map(({ name }) => name)).toEqual(["a", "b"]);
  });
});

test("code points are compared as the bytes of UTF-8 are", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "é", "\ud7ff", "\ue000", "\uffff", "\u{10000}", "\u{1f600}") });
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareCodePoints(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
    { numRuns: 1000 },
  );
});
