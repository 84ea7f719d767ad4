import { expect, test } from "@jest/globals";
import type { ShellChoice } from "@nix-repo/model";
import { isMeant } from "../../src/keep/is-meant.ts";
import type { KeptRecord } from "../../src/keep/record.ts";

const record = (shell: string, names?: readonly string[]) => ({ shell, ...(names === undefined ? {} : { names }) }) as KeptRecord;
const inferred = (...candidates: readonly string[]): ShellChoice => ({ kind: "inferred", candidates });
const named = (name: string): ShellChoice => ({ kind: "named", name, place: { file: "services.config.ts" } });

test.each<[string, ShellChoice, KeptRecord, boolean]>([
  ["the first candidate that is there", inferred("web", "default"), record("default", ["default", "other"]), true],
  ["an earlier candidate has come", inferred("web", "default"), record("default", ["default", "web"]), false],
  ["nobody knows the names", inferred("web", "default"), record("default"), false],
  ["the default of a flake without devShells", inferred("web", "default"), record("default", []), true],
  ["a name with dots, among candidates", inferred("a.b"), record('"a.b"', ["a.b"]), true],
  ["a name", named("web"), record("web", ["web"]), true],
  ["a nested one", named("a.b"), record("a.b"), true],
  ["a name with dots, written without quotes", named("a.b"), record("a.b", ["a.b"]), true],
  ["the same, and now there is a group of that name", named("a.b"), record("a.b", ["a", "a.b"]), false],
  ["a full path", named("devShells.x86_64-linux.web"), record("web"), true],
])("%s", (_what, choice, kept, expected) => {
  expect(isMeant(choice, kept)).toBe(expected);
});
