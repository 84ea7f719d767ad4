import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { temporaryFolder } from "@nix-repo/testkit";
import fc from "fast-check";
import { recordOutput } from "../../src/tasks/output-recorder.ts";
import { type OutputPieces, outputOf, replay } from "../../src/tasks/recorded-output.ts";
import { memoryStore } from "../outputs/memory-store.ts";

type Chunk = readonly [stream: "stdout" | "stderr", bytes: Uint8Array];

async function kept(chunks: readonly Chunk[], folder: string) {
  const store = memoryStore();
  const recorder = recordOutput(folder);
  for (const [stream, bytes] of chunks) recorder.onOutput(stream, bytes);
  const output = await recorder.keep(store);
  if (output === undefined) return undefined;
  const metadata = { executionStartMs: 0, executionCompletedMs: 0, auxiliary: output.order };
  const result = { outputFiles: [], outputDirectories: [], outputSymlinks: [], exitCode: 0, ...output.fields, metadata };
  return { recorded: output.recorded, pieces: await outputOf(result, store) };
}

/** Chunk by chunk, those of one stream that follow each other as one. */
function joined(chunks: readonly Chunk[]): readonly (readonly [string, string])[] {
  const found: [string, Buffer][] = [];
  for (const [stream, bytes] of chunks) {
    const last = found.at(-1);
    if (bytes.length === 0) continue;
    if (last?.[0] === stream) last[1] = Buffer.concat([last[1], bytes]);
    else found.push([stream, Buffer.from(bytes)]);
  }
  return found.map(([stream, bytes]) => [stream, bytes.toString("hex")]);
}

function replayed(output: Parameters<typeof replay>[0]): Chunk[] {
  const chunks: Chunk[] = [];
  replay(output, (stream, bytes) => chunks.push([stream, bytes]));
  return chunks;
}

const chunk = fc.tuple(fc.constantFrom("stdout" as const, "stderr" as const), fc.uint8Array({ maxLength: 3000 }));

test("whatever is printed comes back byte for byte, and in its order", async () => {
  using folder = temporaryFolder();
  await fc.assert(
    fc.asyncProperty(fc.array(chunk, { maxLength: 12 }), async (chunks) => {
      const output = await kept(chunks, folder.path);
      expect(joined(replayed(output?.pieces ?? []))).toEqual(joined(chunks));
      if (output?.recorded !== undefined) expect(joined(replayed(output.recorded))).toEqual(joined(chunks));
    }),
    { numRuns: 150 },
  );
});

test("short text is remembered as such, what is long or no text is not", async () => {
  using folder = temporaryFolder();
  expect((await kept([["stdout", Buffer.from("built\n")]], folder.path))?.recorded).toEqual([[1, "built\n"]]);
  expect((await kept([["stdout", Buffer.from([0xff])]], folder.path))?.recorded).toBeUndefined();
  expect((await kept([["stdout", Buffer.alloc(9000, "x")]], folder.path))?.recorded).toBeUndefined();
});

test("long output goes to disk meanwhile, and nothing of it stays there", async () => {
  using folder = temporaryFolder();
  const chunks = Array.from({ length: 40 }, (_, i): Chunk => [i % 3 === 0 ? "stderr" : "stdout", Buffer.alloc(20_000, i)]);
  const output = await kept(chunks, join(folder.path, "deep/placing"));
  expect(joined(replayed(output?.pieces ?? []))).toEqual(joined(chunks));
  expect(readdirSync(join(folder.path, "deep/placing"))).toEqual([]);
});

test("what a killed process left goes with the next long output", async () => {
  using folder = temporaryFolder();
  mkdirSync(join(folder.path, "output-4194303-abcdef"));
  mkdirSync(join(folder.path, `output-${process.pid}-ghijkl`));
  await kept([["stdout", Buffer.alloc(300_000)]], folder.path);
  expect(readdirSync(folder.path)).toEqual([`output-${process.pid}-ghijkl`]);
});

test("where the disk cannot be written long output is not recorded, and short output is", async () => {
  using folder = temporaryFolder({ file: "" });
  const within = join(folder.path, "file");
  expect(await kept([["stdout", Buffer.alloc(300_000)]], within)).toBeUndefined();
  expect((await kept([["stdout", Buffer.from("short")]], within))?.pieces).toHaveLength(1);
});

test("an order that does not fit loses nothing", async () => {
  const store = memoryStore();
  const metadata = {
    executionStartMs: 0,
    executionCompletedMs: 0,
    auxiliary: [{ typeUrl: "type.googleapis.com/nix_repo.OutputOrder", value: Buffer.from("+2 -9 +x nonsense") }],
  };
  const result = { outputFiles: [], outputDirectories: [], outputSymlinks: [], exitCode: 0, metadata };
  const output = (await outputOf({ ...result, stdoutRaw: Buffer.from("abcd"), stderrRaw: Buffer.from("e") }, store)) as OutputPieces;
  expect(output.map(([stream, bytes]) => [stream, Buffer.from(bytes).toString()])).toEqual([
    [1, "ab"],
    [2, "e"],
    [1, "cd"],
  ]);
});
