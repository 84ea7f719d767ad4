import { describe, expect, test } from "@jest/globals";
import type { VerbOptions } from "@nix-repo/model";
import { terminalUse } from "../src/index.ts";
import { graphOf, workspaceOf } from "./builders.ts";

type Verbs = Readonly<Record<string, VerbOptions>>;

/** Who gets the terminal, how, and what runs before. All verbs are of one service. */
async function useOf(verbs: Verbs, requested: readonly string[]): Promise<string> {
  const registry = Object.fromEntries(Object.entries(verbs).map(([name, options]) => [name, { run: name, ...options }]));
  const graph = await graphOf(
    workspaceOf("/w", { s: { registry } }),
    requested.map((name) => `s:${name}`),
  );
  const use = terminalUse(graph);
  if (!use.ok) return `refused: ${use.error.code === "usage" ? `${use.error.message}; ${use.error.hint}` : use.error.code}`;
  const { kind } = use.value;
  if (kind === "none") return kind;
  return `${use.value.task.id} ${kind}${kind === "last" ? `, after ${[...use.value.before.tasks.keys()].join(" ") || "nothing"}` : ""}`;
}

const SERVER = { persistent: true } as const;

describe("the terminal", () => {
  test.each<[string, Verbs, readonly string[], string]>([
    ["is nobody's among tasks that end", { a: {}, b: {} }, ["a", "b"], "none"],
    ["is an interactive task's", { login: { interactive: true } }, ["login"], "s:login last, after nothing"],
    ["is a persistent task's that was asked for alone", { dev: SERVER }, ["dev"], "s:dev last, after nothing"],
    [
      "comes after what is needed, and after what was asked for besides",
      { a: {}, b: {}, dev: { ...SERVER, dependsOn: ["a"] } },
      ["dev", "b"],
      "s:dev last, after s:a s:b",
    ],
    ["is nobody's where several persistent tasks were asked for", { dev: SERVER, watch: SERVER }, ["dev", "watch"], "none"],
    ["is nobody's where a persistent task is only needed", { serve: SERVER, e2e: { dependsOn: ["serve"] } }, ["e2e"], "none"],
    ["is nobody's where others wait for the persistent task", { serve: SERVER, e2e: { dependsOn: ["serve"] } }, ["e2e", "serve"], "none"],
    [
      "is shared where persistent tasks run on beside it",
      { db: SERVER, dev: { ...SERVER, dependsOn: ["db"] } },
      ["dev"],
      "s:dev beside-others",
    ],
    [
      "is shared where others wait for the interactive task",
      { login: { interactive: true }, deploy: { dependsOn: ["login"] } },
      ["deploy"],
      "s:login beside-others",
    ],
    [
      "goes to the interactive task rather than to a persistent one",
      { repl: { interactive: true }, dev: SERVER },
      ["repl", "dev"],
      "s:repl beside-others",
    ],
    [
      "is not for two",
      { repl: { interactive: true }, login: { interactive: true } },
      ["repl", "login"],
      "refused: s:repl and s:login both want the terminal; repo run s:repl",
    ],
  ])("%s", async (_what, verbs, requested, expected) => {
    expect(await useOf(verbs, requested)).toBe(expected);
  });
});
