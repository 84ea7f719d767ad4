import type { Diagnostic, Failure, Place } from "@nix-repo/model";
import { task } from "../file-parts.ts";
import { bool, list, oneOf, optional, record, type Shape, text, union, whole } from "../read-json.ts";
import { engineFailures } from "./engine-failure-shape.ts";

import { paramMistake } from "./param-mistake-shape.ts";

const place = record<Place>({ file: text, line: optional(whole()), column: optional(whole()) });
const diagnostic = record<Diagnostic>({
  place,
  length: optional(whole()),
  path: text,
  message: text,
  suggestion: optional(text),
  excerpt: optional(text),
});
const tool = oneOf("just", "task", "make");

/** What is known of why a task failed, or could not be started. Whoever puts that into words relies on every field. */
export const failure: Shape<Failure> = union<Failure, "code">("code", {
  usage: { message: text, hint: optional(text) },
  "workspace-not-found": { from: text },
  "file-invalid": { diagnostics: list(diagnostic) },
  "file-unreadable": { place, reason: text },
  "version-unsupported": { place, requires: text, version: text },
  "unknown-service": { name: text, nearest: optional(text), count: whole(), asArgument: optional(text) },
  "unknown-verb": { service: text, verb: text, nearest: optional(text), verbs: list(text) },
  "params-invalid": { verb: text, mistakes: list(paramMistake) },
  "nothing-selected": { what: text },
  "folder-missing": { service: text, folder: text, place },
  "dependency-cycle": { tasks: list(task), places: list(list(place)) },
  "nix-missing": {},
  ...engineFailures,
  "host-refused-in-ci": {},
  "shell-missing": { shell: text, flake: text, nearest: optional(text), available: list(text), place: optional(place) },
  "nix-failed": { installable: text, message: text, log: optional(text), untracked: optional(text) },
  "hook-failed": { shell: text, exitCode: whole(), output: text },
  "command-not-found": {
    command: text,
    shell: text,
    task: optional(task),
    onHost: optional(text),
    installedBy: optional(text),
    keepable: bool,
  },
  "start-failed": { file: text, reason: text, task: optional(task) },
  "variable-not-passed": { variable: text, task },
  "undeclared-use": { task, failed: bool, how: oneOf("trace", "copy"), read: list(text), written: list(text), removed: list(text) },
  "host-tool-missing": { tool: text, task },
  "delegate-tool-missing": { tool, file: text, shell: text, nixPackage: text },
  "tool-missing": { tool: text, file: text, nixPackage: text },
  "delegate-failed": { tool, file: text, message: text },
  "needed-not-ready": { units: list(record<{ unit: string; state: string }>({ unit: text, state: text })) },
  "unknown-unit": { name: text, nearest: optional(text), count: whole() },
  "server-folder-unsafe": { folder: text, why: oneOf("not-a-folder", "other-owner", "open-to-others", "parent-open-to-others") },
  "server-socket-failed": { path: text, reason: text },
  "server-other-version": { pid: whole(), theirs: text, ours: text },
  "server-other-workspace": { pid: whole(), theirs: text, ours: text },
  "server-silent": { pid: whole(), waitedMs: whole() },
  "server-unreachable": { pid: whole() },
  "server-lost": { reason: optional(text) },
  "server-ending": {},
  "server-not-started": { output: text },
  "units-left": { units: list(record<{ unit: string; pids: readonly number[] }>({ unit: text, pids: list(whole()) })) },
  "git-missing": {},
  "git-failed": { command: text, message: text },
  "base-unknown": { base: text, message: optional(text) },
  "history-missing": { base: text, engine: optional(oneOf("github", "gitlab", "buildkite")), message: optional(text) },
  "repository-missing": { from: text },
  "file-left": { file: text, why: oneOf("edited", "foreign", "unasked", "changed") },
  "edit-by-hand": { place, why: text, add: text },
  "not-new": { mistakes: list(text) },
  "template-invalid": { file: text, mistakes: list(text) },
  "file-not-written": { file: text, reason: text },
  "hook-left": { file: text, why: oneOf("edited", "foreign"), call: text },
  "hooks-shared": { folder: text },
});
