import { relative } from "node:path";
import { argvOf, type CacheableTask, type KeyParts, type Variables } from "@nix-repo/model";
import { type Digest, digestOf } from "../digest.ts";
import type { InputFiles } from "../inputs/input-reader.ts";
import { encodeAction, encodeCommand } from "../reapi/encode.ts";
import type { Action, Command, NamedValue } from "../reapi/messages.ts";
import { outputPaths } from "./output-paths.ts";

/** What the result of a task depends on, each part by what stands for it. */
export interface TaskKey {
  /** Equal only where all of the key is equal: compared without hashing anything. */
  readonly text: string;
  /** Digest of the action, encoded: the key. Everything is put together when it is first asked for. */
  readonly action: Digest;
  readonly parts: KeyParts;
}

export interface TaskKeyOptions {
  readonly task: CacheableTask;
  /** Absolute. */
  readonly workspaceRoot: string;
  readonly inputs: InputFiles;
  /** By name, what stands for the host's tools that it may use. */
  readonly tools: Readonly<Record<string, ToolIdentity>>;
}

export interface ToolIdentity {
  /** Changes whenever the file may have changed. */
  readonly signature: string;
  /** Of the file's content. */
  readonly hash: () => string;
}

export function taskKey({ task, workspaceRoot, inputs, tools }: TaskKeyOptions): TaskKey {
  const { verb, environment, variables, dependencies } = task;
  const { outputs = [], needs = [] } = verb.options;
  const command = argvOf(verb.run, task.args).map((word) => word.replaceAll(workspaceRoot, WORKSPACE));
  const folder = relative(workspaceRoot, verb.service.folder);
  // A verb that only takes what others made, and one that may make nothing, differ in nothing else.
  const text = JSON.stringify([
    FORMAT,
    command,
    folder,
    outputs,
    variables,
    dependencies,
    Object.entries(tools).map(([name, { signature }]) => [name, signature]),
    environment.token ?? environmentHashes(environment.variables()).all,
    inputs.digest.hash,
    // A verb that needs nothing keeps the key that it had before there was anything to need.
    ...needs,
  ]);
  let action: Digest | undefined;
  let parts: KeyParts | undefined;
  return {
    text,
    get action() {
      action ??= digestOf(encodeAction(actionOf()));
      return action;
    },
    get parts() {
      parts ??= {
        command,
        outputs,
        ...(needs.length === 0 ? {} : { needs }),
        shell: environment.shell,
        variables: hashed(variables),
        environment: environmentHashes(environment.variables()).each,
        dependencies,
        tools: Object.fromEntries(Object.entries(tools).map(([name, { hash }]) => [name, hash()])),
        inputs: Object.fromEntries(
          inputs
            .entries()
            .map((entry) => [
              entry.path,
              "target" in entry ? `-> ${entry.target}` : `${entry.digest.hash}${entry.isExecutable ? " x" : ""}`,
            ]),
        ),
      };
      return parts;
    },
  };

  function actionOf(): Action {
    const message: Command = {
      arguments: command,
      environmentVariables: Object.entries(variables).map(([name, value]) => ({ name, value })),
      outputPaths: outputPaths(outputs),
      workingDirectory: folder,
    };
    const platform: NamedValue[] = [
      { name: "format", value: FORMAT },
      { name: "environment", value: environmentHashes(environment.variables()).all },
      ...Object.entries(dependencies).map(([name, result]) => ({ name: "dependency", value: `${name} ${result}` })),
      ...Object.entries(tools).map(([name, { hash }]) => ({ name: "tool", value: `${name} ${hash()}` })),
      ...outputs.map((glob) => ({ name: "output", value: glob })),
      ...needs.map((unit) => ({ name: "needs", value: unit })),
    ];
    return { commandDigest: digestOf(encodeCommand(message)), inputRootDigest: inputs.digest, platform };
  }
}

/** Raised whenever the same task would give another result, or its result would be kept in another way. */
const FORMAT = "repo 1";
/** Stands for the workspace's root, which is elsewhere on every machine. */
const WORKSPACE = "<workspace>";

interface EnvironmentHashes {
  readonly all: string;
  /** By name. */
  readonly each: Readonly<Record<string, string>>;
}

/** Most tasks of a run share one environment of some hundred variables. */
const hashesOf = new WeakMap<Variables, EnvironmentHashes>();

function environmentHashes(variables: Variables): EnvironmentHashes {
  let hashes = hashesOf.get(variables);
  if (hashes === undefined) {
    hashes = { all: hashOf(JSON.stringify(sorted(variables))), each: hashed(variables) };
    hashesOf.set(variables, hashes);
  }
  return hashes;
}

function sorted(variables: Variables): readonly (readonly [string, string])[] {
  return Object.entries(variables).sort(([a], [b]) => (a < b ? -1 : 1));
}

function hashed(variables: Variables): Record<string, string> {
  return Object.fromEntries(sorted(variables).map(([name, value]) => [name, hashOf(value).slice(0, SHORT)]));
}

const SHORT = 16;

function hashOf(text: string): string {
  return digestOf(Buffer.from(text)).hash;
}
