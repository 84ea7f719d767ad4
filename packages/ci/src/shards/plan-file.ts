import { err, ok, type Result, type ShardOf, type TaskId } from "@nix-repo/model";
import { checkKind, commit, shortCommit, task } from "../file-parts.ts";
import { list, matching, milliseconds, oneOf, optional, readJson, record, type Shape, text, whole } from "../read-json.ts";
import type { CiPlan, PlannedBase, PlannedShard } from "./ci-plan.ts";

/** A plan as it was written. What is wrong with it comes back as one clause: `it is not JSON`, `shards[1].index is missing`. */
export function readPlan(content: string): Result<CiPlan, string> {
  const kind = readJson(content, checkKind("ci-plan", "a plan of repo ci"));
  if (!kind.ok) return kind;
  const plan = plans(kind.value, "");
  if (!plan.ok) return plan;
  const mistake = mistakeIn(plan.value);
  return mistake === undefined ? plan : err(mistake);
}

/** `2/5`: the second of five. */
export function parseShard(written: string): Result<ShardOf, string> {
  const [, index, of] = /^(\d{1,6})\/(\d{1,6})$/.exec(written) ?? [];
  if (index === undefined || of === undefined) return err("a part is written as 2/5, for the second of five");
  const shard = { index: Number(index), of: Number(of) };
  if (shard.of === 0) return err("there have to be parts");
  if (shard.index === 0) return err("parts are counted from 1");
  return shard.index > shard.of ? err(`there is no part ${shard.index} of ${shard.of}`) : ok(shard);
}

/**
 * What a machine is to run: `2/5`. `head` is the commit that it is at, left out where nobody knows.
 * Fails with a clause: it is not written so, the plan has another number of parts, or it was made for another commit.
 */
export function shardOf(
  plan: CiPlan,
  written: string,
  { head }: { readonly head?: string | undefined } = {},
): Result<PlannedShard, string> {
  const asked = parseShard(written);
  if (!asked.ok) return asked;
  if (head !== undefined && plan.head !== "" && plan.head !== head) {
    return err(`the plan was made for commit ${shortCommit(plan.head)}, and this is ${shortCommit(head)}`);
  }
  const { shards } = plan;
  if (shards.length === 0) return err("the plan has no parts: there was nothing to run");
  if (asked.value.of !== shards.length)
    return err(`the plan has ${shards.length} ${shards.length === 1 ? "part" : "parts"}, not ${asked.value.of}`);
  const shard = shards[asked.value.index - 1];
  return shard === undefined ? err(`there is no part ${asked.value.index} of ${asked.value.of}`) : ok(shard);
}

const shards: Shape<PlannedShard> = record<PlannedShard>({
  index: whole(1),
  of: whole(1),
  tasks: list(task),
  services: list(text),
  shells: list(text),
  expectedMs: milliseconds,
});

const plans: Shape<CiPlan> = record<CiPlan>({
  version: oneOf(1),
  kind: oneOf("ci-plan"),
  head: (value, at) => (value === "" ? ok("") : commit(value, at)),
  base: optional(record<PlannedBase>({ name: matching(/^\P{Cc}+$/u, "a name on one line"), commit: optional(commit) })),
  shards: list(shards),
  affected: list(text),
});

/** Its numbers count, and each task is asked of one machine. */
function mistakeIn(plan: CiPlan): string | undefined {
  const count = plan.shards.length;
  const seen = new Set<TaskId>();
  for (const [position, { index, of, tasks }] of plan.shards.entries()) {
    const at = `shards[${position}]`;
    if (index !== position + 1) return `${at}.index is ${index}, and should be ${position + 1}`;
    if (of !== count) return `${at}.of is ${of}, and there are ${count}`;
    if (tasks.length === 0) return `${at}.tasks is empty`;
    for (const id of tasks) {
      if (seen.has(id)) return `${at}.tasks has ${id}, which stands in the plan twice`;
      seen.add(id);
    }
  }
  return undefined;
}
