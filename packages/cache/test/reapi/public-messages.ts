import { join } from "node:path";
import protobuf from "protobufjs";
import type { Digest } from "../../src/digest.ts";
import { encodeAction, encodeActionResult, encodeCommand, encodeDirectory, encodeTree } from "../../src/reapi/encode.ts";
import type { Action, ActionResult, Command, Directory, NamedValue, Tree } from "../../src/reapi/messages.ts";

/** Messages as the golden file writes them: fields named as in the schema, bytes in base64, what is at its default left out. */
export interface PublicMessage {
  readonly [field: string]: unknown;
}

export type MessageName = "Directory" | "Tree" | "Command" | "Action" | "ActionResult";

const schema = await new protobuf.Root().load(join(import.meta.dirname, "messages.proto"), { keepCase: true });

export function encodeByLibrary(name: MessageName, message: PublicMessage): Buffer {
  const type = schema.lookupType(name);
  return Buffer.from(type.encode(type.fromObject(message)).finish());
}

export function decodeByLibrary(name: MessageName, bytes: Uint8Array): PublicMessage {
  const type = schema.lookupType(name);
  return type.toObject(type.decode(bytes), { longs: Number, bytes: String });
}

export function encodeOurs(name: MessageName, message: PublicMessage): Buffer {
  switch (name) {
    case "Directory":
      return encodeDirectory(directoryFrom(message));
    case "Tree":
      return encodeTree(treeFrom(message));
    case "Command":
      return encodeCommand(commandFrom(message));
    case "Action":
      return encodeAction(actionFrom(message));
    case "ActionResult":
      return encodeActionResult(actionResultFrom(message));
  }
}

/** Any message of the schema: this is where tests read what they themselves have written. */
// biome-ignore lint/suspicious/noExplicitAny: it has whatever fields the schema gives it
type Fields = any;

export function directoryFrom({ files = [], directories = [], symlinks = [] }: Fields): Directory {
  return {
    files: files.map(({ name, digest, is_executable = false }: Fields) => ({
      name,
      digest: digestFrom(digest),
      isExecutable: is_executable,
    })),
    directories: directories.map(({ name, digest }: Fields) => ({ name, digest: digestFrom(digest) })),
    symlinks: symlinks.map(({ name, target = "" }: Fields) => ({ name, target })),
  };
}

export function treeFrom({ root = {}, children = [] }: Fields): Tree {
  return { root: directoryFrom(root), children: children.map(directoryFrom) };
}

export function commandFrom(fields: Fields): Command {
  return {
    arguments: fields.arguments ?? [],
    environmentVariables: namedFrom(fields.environment_variables),
    outputPaths: fields.output_paths ?? [],
    workingDirectory: fields.working_directory ?? "",
  };
}

export function actionFrom({ command_digest, input_root_digest, timeout, do_not_cache, salt, platform }: Fields): Action {
  return {
    commandDigest: digestFrom(command_digest),
    inputRootDigest: digestFrom(input_root_digest),
    platform: namedFrom(platform?.properties),
    ...(timeout && { timeoutSeconds: timeout.seconds ?? 0 }),
    ...(do_not_cache && { doNotCache: do_not_cache }),
    ...(salt && { salt: Buffer.from(salt, "base64") }),
  };
}

export function actionResultFrom(fields: Fields): ActionResult {
  const { output_files = [], output_directories = [], output_symlinks = [], execution_metadata: metadata = {} } = fields;
  return {
    outputFiles: output_files.map(({ path = "", digest, is_executable = false }: Fields) => ({
      path,
      digest: digestFrom(digest),
      isExecutable: is_executable,
    })),
    outputDirectories: output_directories.map(({ path = "", tree_digest }: Fields) => ({ path, treeDigest: digestFrom(tree_digest) })),
    outputSymlinks: output_symlinks.map(({ path = "", target = "" }: Fields) => ({ path, target })),
    exitCode: fields.exit_code ?? 0,
    ...(fields.stdout_raw && { stdoutRaw: Buffer.from(fields.stdout_raw, "base64") }),
    ...(fields.stdout_digest && { stdoutDigest: digestFrom(fields.stdout_digest) }),
    ...(fields.stderr_raw && { stderrRaw: Buffer.from(fields.stderr_raw, "base64") }),
    ...(fields.stderr_digest && { stderrDigest: digestFrom(fields.stderr_digest) }),
    metadata: {
      executionStartMs: msFrom(metadata.execution_start_timestamp),
      executionCompletedMs: msFrom(metadata.execution_completed_timestamp),
      auxiliary: (metadata.auxiliary_metadata ?? []).map(({ type_url = "", value = "" }: Fields) => ({
        typeUrl: type_url,
        value: Buffer.from(value, "base64"),
      })),
    },
  };
}

function digestFrom({ hash, size_bytes = 0 }: Fields): Digest {
  return { hash, sizeBytes: size_bytes };
}

function namedFrom(list: Fields = []): readonly NamedValue[] {
  return list.map(({ name = "", value = "" }: Fields) => ({ name, value }));
}

function msFrom({ seconds = 0, nanos = 0 }: Fields = {}): number {
  return seconds * 1000 + nanos / 1e6;
}
