import type { Digest } from "../digest.ts";
import { compareCodePoints } from "./code-points.ts";
import type { Action, ActionResult, Command, Directory, ExecutedActionMetadata, NamedValue, Tree } from "./messages.ts";
import { WireWriter } from "./wire-writer.ts";

/**
 * The canonical bytes of the messages, from which their digests are made: each has exactly one encoding, whatever the order in which it was put together.
 * The numbers of the fields are those of remote_execution.proto.
 */
export function encodeDirectory(directory: Directory): Buffer {
  const writer = new WireWriter();
  writeDirectory(writer, directory);
  return writer.finish();
}

function writeDirectory(writer: WireWriter, { files, directories, symlinks, unixMode }: Directory): void {
  for (const { name, digest, isExecutable, unixMode } of sortedByName(files)) {
    writer.nested(1, (node) => {
      writeDigest(node.string(1, name), 2, digest).boolean(4, isExecutable);
      writeProperties(node, 6, unixMode);
    });
  }
  for (const { name, digest } of sortedByName(directories)) writer.nested(2, (node) => writeDigest(node.string(1, name), 2, digest));
  for (const { name, target } of sortedByName(symlinks)) writer.nested(3, (node) => node.string(1, name).string(2, target));
  writeProperties(writer, 5, unixMode);
}

/** Children stand in the order that they are given in. */
export function encodeTree({ root, children }: Tree): Buffer {
  const writer = new WireWriter().nested(1, (node) => writeDirectory(node, root));
  for (const child of children) writer.nested(2, (node) => writeDirectory(node, child));
  return writer.finish();
}

export function encodeCommand({ arguments: words, environmentVariables, outputPaths, workingDirectory }: Command): Buffer {
  const writer = new WireWriter().strings(1, words);
  for (const variable of sortedByName(environmentVariables)) writer.nested(2, (node) => writeNamedValue(node, variable));
  return writer
    .string(6, workingDirectory)
    .strings(7, [...new Set(outputPaths)].sort(compareCodePoints))
    .finish();
}

export function encodeAction({ commandDigest, inputRootDigest, timeoutSeconds, doNotCache, salt, platform }: Action): Buffer {
  const writer = new WireWriter();
  writeDigest(writer, 1, commandDigest);
  writeDigest(writer, 2, inputRootDigest);
  if (timeoutSeconds !== undefined) writer.nested(6, (node) => writeTime(node, timeoutSeconds * 1000));
  writer.boolean(7, doNotCache ?? false).bytes(9, salt);
  const properties = [...platform].sort((a, b) => compareCodePoints(a.name, b.name) || compareCodePoints(a.value, b.value));
  if (properties.length > 0) {
    writer.nested(10, (node) => {
      for (const property of properties) node.nested(1, (each) => writeNamedValue(each, property));
    });
  }
  return writer.finish();
}

/** Outputs stand in the order that they are given in. */
export function encodeActionResult(result: ActionResult): Buffer {
  const writer = new WireWriter();
  for (const { path, digest, isExecutable, unixMode } of result.outputFiles) {
    writer.nested(2, (node) => {
      writeDigest(node.string(1, path), 2, digest).boolean(4, isExecutable);
      writeProperties(node, 7, unixMode);
    });
  }
  for (const { path, treeDigest } of result.outputDirectories) writer.nested(3, (node) => writeDigest(node.string(1, path), 3, treeDigest));
  writer.integer(4, result.exitCode).bytes(5, result.stdoutRaw);
  if (result.stdoutDigest !== undefined) writeDigest(writer, 6, result.stdoutDigest);
  writer.bytes(7, result.stderrRaw);
  if (result.stderrDigest !== undefined) writeDigest(writer, 8, result.stderrDigest);
  writer.nestedIfAny(9, (node) => writeMetadata(node, result.metadata));
  for (const { path, target } of result.outputSymlinks) writer.nested(12, (node) => node.string(1, path).string(2, target));
  return writer.finish();
}

function writeDigest(writer: WireWriter, field: number, { hash, sizeBytes }: Digest): WireWriter {
  return writer.nested(field, (node) => node.string(1, hash).integer(2, sizeBytes));
}

/** Left out where there are none. A mode is a message, in which 0 is left out, too. */
function writeProperties(writer: WireWriter, field: number, unixMode: number | undefined): void {
  if (unixMode !== undefined) writer.nested(field, (node) => node.nested(3, (mode) => mode.integer(1, unixMode)));
}

function writeNamedValue(writer: WireWriter, { name, value }: NamedValue): void {
  writer.string(1, name).string(2, value);
}
function writeMetadata(writer: WireWriter, { executionStartMs, executionCompletedMs, auxiliary }: ExecutedActionMetadata): void {
  writer.nestedIfAny(7, (node) => writeTime(node, executionStartMs)).nestedIfAny(8, (node) => writeTime(node, executionCompletedMs));
  for (const { typeUrl, value } of auxiliary) writer.nested(11, (node) => node.string(1, typeUrl).bytes(2, value));
}

/** A Timestamp or a Duration, which look alike: seconds, rounded down, and nanoseconds. */
function writeTime(writer: WireWriter, ms: number): void {
  const whole = Math.round(ms);
  const seconds = Math.floor(whole / 1000);
  writer.integer(1, seconds).integer(2, (whole - seconds * 1000) * 1_000_000);
}

function sortedByName<T extends { readonly name: string }>(entries: readonly T[]): readonly T[] {
  return [...entries].sort((a, b) => compareCodePoints(a.name, b.name));
}
