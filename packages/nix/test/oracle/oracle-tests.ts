import { appendFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { nixVersions, type OracleFlake } from "@nix-repo/testkit";
import { runOracle } from "./oracle-run.ts";

const seed = Number(process.env.REPO_ORACLE_SEED ?? 1);

/** Of each flake, by version of Nix: the newest has more of the code that is in use. */
export function editsOf(version: string, onNewest = 16): number {
  return version === nixVersions().at(-1)?.version ? onNewest : Math.ceil(onNewest / 3);
}

/** One test for each flake on each Nix. The seed and the number of edits can be set: `REPO_ORACLE_SEED=7 REPO_ORACLE_EDITS=1000`. */
export function oracleTests(flakes: readonly OracleFlake[]): void {
  const { REPO_ORACLE_EDITS } = process.env;
  describe.each(nixVersions())("kept environments are never stale on $label", (nix) => {
    const count = editsOf(nix.version, REPO_ORACLE_EDITS === undefined ? undefined : Number(REPO_ORACLE_EDITS));
    test.each(flakes)(
      "$title",
      async (flake) => {
        const about = `oracle, ${nix.label}, seed ${seed}, ${flake.title}`;
        try {
          const counts = await runOracle({ nix, flake, seed, edits: count });
          const named = flake.named !== undefined;
          const { edits, kept, needed } = counts;
          const sums = {
            edits,
            "stale uses": 0,
            "uses of what was kept": kept,
            refreshes: needed,
            "refreshes in vain": counts.inVain(named),
          };
          sayAtTheEnd(`${about}: ${counts.toString(named)}`, sums);
          expect(counts.outside).toEqual([]);
        } catch (error) {
          if (String(error).includes("STALE")) sayAtTheEnd(`${about}: stale`, { "stale uses": 1 });
          throw error;
        }
      },
      120_000 + count * 5_000,
    );
  });
}

/** Among the closing lines of the whole run, which add up the counts of all. */
function sayAtTheEnd(line: string, counts: Readonly<Record<string, number>>): void {
  const file = process.env.REPO_CLOSING_LINES;
  const sum = Object.fromEntries(Object.entries(counts).map(([what, count]) => [`oracle, ${what}`, count]));
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ line, sum })}\n`);
}
