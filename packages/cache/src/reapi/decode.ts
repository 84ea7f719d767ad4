import type { Digest } from "../digest.ts";
import { compareCodePoints } from "./code-points.ts";
import type {
  ActionResult,
  Any,
  Directory,
  DirectoryNode,
  ExecutedActionMetadata,
  FileNode,
  OutputDirectory,
  OutputFile,
  OutputSymlink,
  SymlinkNode,
  Tree,
} from "./messages.ts";
import { MalformedMessage, WireReader } from "./wire-reader.ts";

/**
 * What comes from a store or from a server is believed in nothing: whatever is no such message, or one that says something impossible, is undefined.
 * Fields that we do not know are skipped. Where paths lead to is for those to judge who write there.
 */
export function decodeDirectory(bytes: Uint8Array): Directory | undefined {
  return unlessMalformed(() => readDirectory(bytes));
}

export function decodeTree(bytes: Uint8Array): Tree | undefined {
  return unlessMalformed(() => readTree(bytes));
}

export function decodeActionResult(bytes: Uint8Array): ActionResult | undefined {
  return unlessMalformed(() => readActionResult(bytes));
}

function unlessMalformed<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedMessage) return undefined;
    throw error;
  }
}

function readTree(bytes: Uint8Array): Tree {
  const reader = new WireReader(bytes);
  let root: Directory = { files: [], directories: [], symlinks: [] };
  const children: Directory[] = [];
  while (reader.next()) {
    if (reader.field === 1) root = readDirectory(reader.bytes());
    else if (reader.field === 2) children.push(readDirectory(reader.bytes()));
    else reader.skip();
  }
  return { root, children };
}

function readDirectory(bytes: Uint8Array): Directory {
  const reader = new WireReader(bytes);
  const files: FileNode[] = [];
  const directories: DirectoryNode[] = [];
  const symlinks: SymlinkNode[] = [];
  let mode: Mode = {};
  while (reader.next()) {
    if (reader.field === 1) files.push(readFileNode(reader.bytes()));
    else if (reader.field === 2) directories.push(readDirectoryNode(reader.bytes()));
    else if (reader.field === 3) symlinks.push(readSymlinkNode(reader.bytes()));
    else if (reader.field === 5) mode = readProperties(reader.bytes());
    else reader.skip();
  }
  const names = [...files, ...directories, ...symlinks].map(({ name }) => name);
  if (!names.every(isNameInFolder) || new Set(names).size < names.length) throw new MalformedMessage("names that no folder has");
  for (const list of [files, directories, symlinks]) list.sort((a, b) => compareCodePoints(a.name, b.name));
  return { files, directories, symlinks, ...mode };
}

function isNameInFolder(name: string): boolean {
  return name !== "" && name !== "." && name !== ".." && !name.includes("/") && !name.includes("\0");
}

function readFileNode(bytes: Uint8Array): FileNode {
  const { text, digest, isExecutable, mode } = readNode(bytes, { digestField: 2, propertiesField: 6 });
  return { name: text, digest: needed(digest), isExecutable, ...mode };
}

function readDirectoryNode(bytes: Uint8Array): DirectoryNode {
  const { text, digest } = readNode(bytes, { digestField: 2 });
  return { name: text, digest: needed(digest) };
}

function readSymlinkNode(bytes: Uint8Array): SymlinkNode {
  const { text, target } = readLink(bytes);
  return { name: text, target };
}

function readActionResult(bytes: Uint8Array): ActionResult {
  const reader = new WireReader(bytes);
  const outputFiles: OutputFile[] = [];
  const outputDirectories: OutputDirectory[] = [];
  const outputSymlinks: OutputSymlink[] = [];
  let exitCode = 0;
  let metadata: ExecutedActionMetadata = { executionStartMs: 0, executionCompletedMs: 0, auxiliary: [] };
  const output: { stdoutRaw?: Uint8Array; stdoutDigest?: Digest; stderrRaw?: Uint8Array; stderrDigest?: Digest } = {};
  while (reader.next()) {
    switch (reader.field) {
      case 2:
        outputFiles.push(readOutputFile(reader.bytes()));
        break;
      case 3:
        outputDirectories.push(readOutputDirectory(reader.bytes()));
        break;
      case 4:
        exitCode = reader.int32();
        break;
      case 5:
        output.stdoutRaw = reader.bytes();
        break;
      case 6:
        output.stdoutDigest = readDigest(reader.bytes());
        break;
      case 7:
        output.stderrRaw = reader.bytes();
        break;
      case 8:
        output.stderrDigest = readDigest(reader.bytes());
        break;
      case 9:
        metadata = readMetadata(reader.bytes());
        break;
      // Those of older servers, which told links to files and to folders apart.
      case 10:
      case 11:
      case 12:
        outputSymlinks.push(readOutputSymlink(reader.bytes()));
        break;
      default:
        reader.skip();
    }
  }
  return { outputFiles, outputDirectories, outputSymlinks, exitCode, ...output, metadata };
}

function readOutputFile(bytes: Uint8Array): OutputFile {
  const { text, digest, isExecutable, mode } = readNode(bytes, { digestField: 2, propertiesField: 7 });
  return { path: text, digest: needed(digest), isExecutable, ...mode };
}

function readOutputDirectory(bytes: Uint8Array): OutputDirectory {
  const { text, digest } = readNode(bytes, { digestField: 3 });
  return { path: text, treeDigest: needed(digest) };
}

function readOutputSymlink(bytes: Uint8Array): OutputSymlink {
  const { text, target } = readLink(bytes);
  return { path: text, target };
}

/** What files and folders have in common: a name or path, a digest, and whether it is executable. */
function readNode(bytes: Uint8Array, { digestField, propertiesField }: { digestField: number; propertiesField?: number }) {
  const reader = new WireReader(bytes);
  let [text, isExecutable] = ["", false];
  let digest: Digest | undefined;
  let mode: Mode = {};
  while (reader.next()) {
    if (reader.field === 1) text = reader.string();
    else if (reader.field === digestField) digest = readDigest(reader.bytes());
    else if (reader.field === 4) isExecutable = reader.boolean();
    else if (reader.field === propertiesField) mode = readProperties(reader.bytes());
    else reader.skip();
  }
  return { text, digest, isExecutable, mode };
}

interface Mode {
  readonly unixMode?: number;
}

/** Of the properties that a file or folder may have, those that we know: its permissions. */
function readProperties(bytes: Uint8Array): Mode {
  const reader = new WireReader(bytes);
  let mode: Mode = {};
  while (reader.next()) {
    if (reader.field === 3) mode = { unixMode: readNumber(reader.bytes()) };
    else reader.skip();
  }
  return mode;
}

/** A number in a message of its own, so that it can also not be there. */
function readNumber(bytes: Uint8Array): number {
  const reader = new WireReader(bytes);
  let value = 0;
  while (reader.next()) {
    if (reader.field === 1) value = reader.integer();
    else reader.skip();
  }
  return value;
}

function readLink(bytes: Uint8Array) {
  const reader = new WireReader(bytes);
  let [text, target] = ["", ""];
  while (reader.next()) {
    if (reader.field === 1) text = reader.string();
    else if (reader.field === 2) target = reader.string();
    else reader.skip();
  }
  return { text, target };
}

function readDigest(bytes: Uint8Array): Digest {
  const reader = new WireReader(bytes);
  let [hash, sizeBytes] = ["", 0];
  while (reader.next()) {
    if (reader.field === 1) hash = reader.string();
    else if (reader.field === 2) sizeBytes = reader.integer();
    else reader.skip();
  }
  if (!/^[0-9a-f]{64}$/.test(hash) || sizeBytes < 0) throw new MalformedMessage("no digest");
  return { hash, sizeBytes };
}

function needed(digest: Digest | undefined): Digest {
  if (digest === undefined) throw new MalformedMessage("a digest is missing");
  return digest;
}

function readMetadata(bytes: Uint8Array): ExecutedActionMetadata {
  const reader = new WireReader(bytes);
  let [executionStartMs, executionCompletedMs] = [0, 0];
  const auxiliary: Any[] = [];
  while (reader.next()) {
    if (reader.field === 7) executionStartMs = readTime(reader.bytes());
    else if (reader.field === 8) executionCompletedMs = readTime(reader.bytes());
    else if (reader.field === 11) auxiliary.push(readAny(reader.bytes()));
    else reader.skip();
  }
  return { executionStartMs, executionCompletedMs, auxiliary };
}

function readAny(bytes: Uint8Array): Any {
  const reader = new WireReader(bytes);
  let typeUrl = "";
  let value: Uint8Array = new Uint8Array();
  while (reader.next()) {
    if (reader.field === 1) typeUrl = reader.string();
    else if (reader.field === 2) value = reader.bytes();
    else reader.skip();
  }
  return { typeUrl, value };
}

/** In whole milliseconds. */
function readTime(bytes: Uint8Array): number {
  const reader = new WireReader(bytes);
  let [seconds, nanos] = [0, 0];
  while (reader.next()) {
    if (reader.field === 1) seconds = reader.integer();
    else if (reader.field === 2) nanos = reader.int32();
    else reader.skip();
  }
  return seconds * 1000 + Math.floor(nanos / 1_000_000);
}
