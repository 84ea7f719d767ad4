import { expect, test } from "@jest/globals";
import { digestOf } from "../../src/digest.ts";
import { type InputEntry, inputRoot } from "../../src/inputs/input-root.ts";
import { encodeDirectory } from "../../src/reapi/encode.ts";

const digest = { hash: "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", sizeBytes: 2 };

test("the tree of the public examples, whatever the order of its files", () => {
  const entries: InputEntry[] = [
    {
      path: "src/src.txt",
      digest: { hash: "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03", sizeBytes: 6 },
      isExecutable: false,
    },
    { path: "package.json", digest, isExecutable: false },
  ];
  // As the public schema encodes it.
  const expected = { hash: "a930ac3e80702161589564b992fa6d73e08bd6e3c7a2ed1c16db6143fc3fa7db", sizeBytes: 163 };
  expect(inputRoot(entries)).toEqual(expected);
  expect(inputRoot(entries.toReversed())).toEqual(expected);
});

test("no entries make the empty folder", () => {
  expect(inputRoot([])).toEqual({ hash: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", sizeBytes: 0 });
});

test("folders are made as needed, symlinks and permissions count", () => {
  const inner = { files: [{ name: "run", digest, isExecutable: true }], directories: [], symlinks: [{ name: "link", target: "../x" }] };
  const outer = { files: [], directories: [{ name: "b", digest: digestOf(encodeDirectory(inner)) }], symlinks: [] };
  const root = { files: [], directories: [{ name: "a", digest: digestOf(encodeDirectory(outer)) }], symlinks: [] };
  const entries: InputEntry[] = [
    { path: "a/b/run", digest, isExecutable: true },
    { path: "a/b/link", target: "../x" },
  ];
  expect(inputRoot(entries)).toEqual(digestOf(encodeDirectory(root)));
  expect(inputRoot(entries)).not.toEqual(inputRoot([{ path: "a/b/run", digest, isExecutable: false }, ...entries.slice(1)]));
});
