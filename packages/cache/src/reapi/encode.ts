import type { Digest } from "../digest.ts";
import { compareCodePoints } from "./code-points.ts";
import type { Action, ActionResult, Any, Command, Directory, ExecutedActionMetadata, NamedValue, Tree } from "./messages.ts";
import { WireWriter } from "./wire-writer.ts";

/**
 * The canonical bytes of the messages, from which their digests are made: each has exactly one encoding, whatever the order in which it was put together.
 * The numbers of the fields are those of remote_execution.proto.
 */
export function encodeDirectory({ files, directories, symlinks, unixMode }: Directory): Buffer {
  const writer = new WireWriter();
  for (const file of sortedByName(files)) {
    const node = new WireWriter().string(1, file.name).message(2, encodeDigest(file.digest)).boolean(4, file.isExecutable);
    writer.message(1, node.bytes(6, encodeProperties(file.unixMode)).finish());
  }
  for (const { name, digest } of sortedByName(directories))
    writer.message(2, new WireWriter().string(1, name).message(2, encodeDigest(digest)).finish());
  for (const { name, target } of sortedByName(symlinks)) writer.message(3, new WireWriter().string(1, name).string(2, target).finish());
  return writer.bytes(5, encodeProperties(unixMode)).finish();
}

/** Children stand in the order that they are given in. */
export function encodeTree({ root, children }: Tree): Buffer {
  return new WireWriter().message(1, encodeDirectory(root)).messages(2, children.map(encodeDirectory)).finish();
}

export function encodeCommand({ arguments: words, environmentVariables, outputPaths, workingDirectory }: Command): Buffer {
  return new WireWriter()
    .strings(1, words)
    .messages(2, sortedByName(environmentVariables).map(encodeNamedValue))
    .string(6, workingDirectory)
    .strings(7, [...new Set(outputPaths)].sort(compareCodePoints))
    .finish();
}

export function encodeAction({ commandDigest, inputRootDigest, timeoutSeconds, doNotCache, salt, platform }: Action): Buffer {
  const writer = new WireWriter().message(1, encodeDigest(commandDigest)).message(2, encodeDigest(inputRootDigest));
  if (timeoutSeconds !== undefined) writer.message(6, encodeTime(timeoutSeconds * 1000));
  writer.boolean(7, doNotCache ?? false).bytes(9, salt);
  const properties = [...platform].sort((a, b) => compareCodePoints(a.name, b.name) || compareCodePoints(a.value, b.value));
  if (properties.length > 0) writer.message(10, new WireWriter().messages(1, properties.map(encodeNamedValue)).finish());
  return writer.finish();
}

/** Outputs stand in the order that they are given in. */
export function encodeActionResult(result: ActionResult): Buffer {
  const writer = new WireWriter();
  for (const file of result.outputFiles) {
    const output = new WireWriter().string(1, file.path).message(2, encodeDigest(file.digest)).boolean(4, file.isExecutable);
    writer.message(2, output.bytes(7, encodeProperties(file.unixMode)).finish());
  }
  for (const { path, treeDigest } of result.outputDirectories)
    writer.message(3, new WireWriter().string(1, path).message(3, encodeDigest(treeDigest)).finish());
  writer.integer(4, result.exitCode).bytes(5, result.stdoutRaw);
  if (result.stdoutDigest !== undefined) writer.message(6, encodeDigest(result.stdoutDigest));
  writer.bytes(7, result.stderrRaw);
  if (result.stderrDigest !== undefined) writer.message(8, encodeDigest(result.stderrDigest));
  writer.bytes(9, encodeMetadata(result.metadata));
  for (const { path, target } of result.outputSymlinks) writer.message(12, new WireWriter().string(1, path).string(2, target).finish());
  return writer.finish();
}

function encodeDigest({ hash, sizeBytes }: Digest): Buffer {
  return new WireWriter().string(1, hash).integer(2, sizeBytes).finish();
}

/** Empty where there are none, and so left out. A mode is a message, in which 0 is left out, too. */
function encodeProperties(unixMode: number | undefined): Buffer {
  const writer = new WireWriter();
  return unixMode === undefined ? writer.finish() : writer.message(3, new WireWriter().integer(1, unixMode).finish()).finish();
}

function encodeNamedValue({ name, value }: NamedValue): Buffer {
  return new WireWriter().string(1, name).string(2, value).finish();
}

function encodeMetadata({ executionStartMs, executionCompletedMs, auxiliary }: ExecutedActionMetadata): Buffer {
  return new WireWriter()
    .bytes(7, encodeTime(executionStartMs))
    .bytes(8, encodeTime(executionCompletedMs))
    .messages(11, auxiliary.map(encodeAny))
    .finish();
}

function encodeAny({ typeUrl, value }: Any): Buffer {
  return new WireWriter().string(1, typeUrl).bytes(2, value).finish();
}

/** A Timestamp or a Duration, which look alike: seconds, rounded down, and nanoseconds. */
function encodeTime(ms: number): Buffer {
  const whole = Math.round(ms);
  const seconds = Math.floor(whole / 1000);
  return new WireWriter()
    .integer(1, seconds)
    .integer(2, (whole - seconds * 1000) * 1_000_000)
    .finish();
}

function sortedByName<T extends { readonly name: string }>(entries: readonly T[]): readonly T[] {
  return [...entries].sort((a, b) => compareCodePoints(a.name, b.name));
}
