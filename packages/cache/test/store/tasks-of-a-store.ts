import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { type Digest, digestOf } from "../../src/digest.ts";
import { encodeTree } from "../../src/reapi/encode.ts";
import type { ActionResult, Directory } from "../../src/reapi/messages.ts";
import type { LocalStore } from "../../src/store/local-store.ts";

/**
 * What tests keep: tasks by their number, each with outputs of all kinds that only its number decides, some of them shared with others. So anybody can tell whether
 * what a store says about a task is right.
 */
export interface StoredTask {
  readonly action: Digest;
  /** The content of its outputs: little, text that is compressed, noise that is not, and what it shares with others. */
  readonly files: readonly Buffer[];
  readonly tree: Buffer;
  readonly result: ActionResult;
}

export function taskOf(number: number): StoredTask {
  const known = made.get(number) ?? makeTask(number);
  made.set(number, known);
  return known;
}

const made = new Map<number, StoredTask>();

function makeTask(number: number): StoredTask {
  const files = [
    Buffer.from(`little ${number}`),
    Buffer.from(`a line of the output of ${number}\n`.repeat(400 + number)),
    noise(number, 66_000),
    Buffer.from(`shared by some ${number % 3}\n`.repeat(200)),
  ];
  const nodes = files.map((content, at) => ({ name: `file-${at}`, digest: digestOf(content), isExecutable: at % 2 === 1 }));
  const empty: Directory = { files: [], directories: [], symlinks: [] };
  const tree = encodeTree({ root: { ...empty, files: nodes }, children: [] });
  const result: ActionResult = {
    outputFiles: nodes.slice(0, 1).map(({ name, digest, isExecutable }) => ({ path: name, digest, isExecutable })),
    outputDirectories: [{ path: "dist", treeDigest: digestOf(tree) }],
    outputSymlinks: [{ path: "link", target: `dist/file-${number % 4}` }],
    exitCode: 0,
    stdoutDigest: digestOf(files[1] ?? tree),
    metadata: { executionStartMs: 0, executionCompletedMs: number, auxiliary: [] },
  };
  return { action: digestOf(Buffer.from(`action ${number}`)), files, tree, result };
}

/** As a task that has run. @returns whether it is kept now */
export async function keepTask(store: LocalStore, number: number, { tree }: { tree: string }): Promise<boolean> {
  const task = taskOf(number);
  mkdirSync(tree, { recursive: true });
  for (const [at, content] of [...task.files, task.tree].entries()) {
    const file = join(tree, `made-${process.pid}-${at}`);
    if (at % 2 === 0) writeFileSync(file, content);
    const digest = at % 2 === 0 ? await store.addFile(file) : await store.addBlob(content);
    if (digest === undefined) return false;
    if (!isDeepStrictEqual(digest, digestOf(content))) throw new Error(`task ${number}, file ${at}: something else was kept`);
  }
  return await store.saveResult(task.action, task.result);
}

/** Asks for everything of a task. Throws where an answer is wrong. */
export async function askForTask(store: LocalStore, number: number, { tree }: { tree: string }): Promise<"hit" | "miss" | "partly"> {
  const task = taskOf(number);
  const result = await store.findResult(task.action);
  if (result === undefined) return "miss";
  if (!isDeepStrictEqual(result, task.result)) throw new Error(`task ${number}: the result of something else`);
  store.touch(task.action);
  mkdirSync(tree, { recursive: true });
  let found = 0;
  for (const [at, content] of [...task.files, task.tree].entries()) {
    const read = await store.readBlob(digestOf(content));
    if (read !== undefined && !read.equals(content)) throw new Error(`task ${number}, file ${at}: wrong content was read`);
    const path = join(tree, `placed-${process.pid}-${at}`);
    rmSync(path, { force: true });
    const isPlaced = await store.placeBlob(digestOf(content), { path, isExecutable: false });
    if (isPlaced && !readFileSync(path).equals(content)) throw new Error(`task ${number}, file ${at}: wrong content was placed`);
    if (read !== undefined && isPlaced) found++;
  }
  return found === task.files.length + 1 ? "hit" : "partly";
}

/** Bytes that no compression makes fewer. */
function noise(seed: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let state = seed + 1;
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}
