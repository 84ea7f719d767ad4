import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { type OracleRandom, oracleRandom } from "@nix-repo/testkit";
import type { ChosenBase } from "../../src/index.ts";
import { type Lab, must, openLab, type TestRepository } from "./repository.ts";

const SEED = Number(process.env.REPO_HISTORY_SEED ?? 1);
const ROUNDS = Number(process.env.REPO_HISTORY_ROUNDS ?? 12);

const MAIN: ChosenBase = { rev: "refs/remotes/origin/main", name: "origin/main", source: "flag", because: "--affected" };

test("random histories, cut anywhere: the merge base is that of the whole history, or it is said that it cannot be known", async () => {
  using lab = openLab();
  const seen = { sureWithoutFetching: 0, unsure: 0, wouldBeWrong: 0, fetches: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    const random = oracleRandom(SEED, `history ${round}`);
    const server = randomHistory(lab, { name: `server-${round}`, random });
    const [expected] = linesOf(tryGit(server, "merge-base", "--all", "feature", "main"));
    const depth = random.pick([1, 2, 3, 5, 8, 13, 30]) ?? 1;
    const options = [`--depth=${depth}`, "--branch=feature", ...(random.chance(0.6) ? ["--no-single-branch"] : [])];
    const clone = lab.clone(server, `clone-${round}`, ...options);
    const hasBase = tryGit(clone, "rev-parse", "--verify", "--quiet", "origin/main") !== "";
    const cutAnswer = hasBase ? linesOf(tryGit(clone, "merge-base", "HEAD", "origin/main"))[0] : undefined;
    if (random.chance(0.3)) clone.commit({ local: "not pushed" });
    const what = { round, depth, options, expected: expected ?? server.rev("main") };

    const forbidden = await (await clone.history()).compareWith(MAIN);
    if (forbidden.ok) {
      expect({ ...what, found: forbidden.value.commit }).toEqual({ ...what, found: what.expected });
      seen.sureWithoutFetching += 1;
    } else {
      // A clone of one branch may be whole by chance.
      const code = hasBase || (await clone.history()).isShallow() ? "history-missing" : "base-unknown";
      expect({ ...what, code: forbidden.error.code }).toEqual({ ...what, code });
      seen.unsure += 1;
      if (hasBase && cutAnswer !== expected) seen.wouldBeWrong += 1;
    }
    const allowed = await (await clone.history()).compareWith(MAIN, { mayFetch: true, onFetch: () => seen.fetches++ });
    expect({ ...what, found: must(allowed).commit }).toEqual({ ...what, found: what.expected });
  }
  // The histories are such that each way is taken.
  for (const [way, times] of Object.entries(seen)) expect([way, times > 0]).toEqual([way, true]);
});

/** Branches that part, are merged here and there, and sometimes have nothing in common. Times go backwards now and then. */
function randomHistory(lab: Lab, { name, random }: { name: string; random: OracleRandom }): TestRepository {
  const server = lab.init(name, "--bare");
  const count = 10 + random.below(60);
  const commands: string[] = ["blob", "mark :1000", "data 1", "x"];
  for (let i = 1; i <= count; i++) {
    const parents = new Set<number>();
    const near = random.chance(0.7) ? 4 : 20;
    const wanted = i === 1 || random.chance(0.02) ? 0 : random.chance(0.3) ? 2 : random.chance(0.05) ? 3 : 1;
    for (let j = 0; j < wanted; j++) parents.add(Math.max(1, i - 1 - random.below(near)));
    const time = 1_700_000_000 + i * 10 - (random.chance(0.1) ? random.below(300) : 0);
    const [first, ...others] = [...parents];
    commands.push(`commit refs/heads/c${i}`, `mark :${i}`, `committer t <t@localhost> ${time} +0000`, `data ${`${i}`.length}`, `${i}`);
    if (first !== undefined) commands.push(`from :${first}`);
    commands.push(...others.map((other) => `merge :${other}`), `M 100644 :1000 file-${i}`);
  }
  const near = () => Math.max(1, count - random.below(random.chance(0.5) ? 6 : count));
  for (const branch of ["main", "feature"]) commands.push(`reset refs/heads/${branch}`, `from :${near()}`);
  for (let i = 1; i <= count; i++) commands.push(`reset refs/heads/c${i}`, `from ${"0".repeat(40)}`);
  execFileSync("git", ["-C", server.path, "fast-import", "--quiet"], { input: `${commands.join("\n")}\n`, env: { ...lab.env } });
  return lab.at(join(lab.path, name));
}

function tryGit(repository: TestRepository, ...args: readonly string[]): string {
  try {
    return repository.git(...args);
  } catch {
    return "";
  }
}

function linesOf(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}
