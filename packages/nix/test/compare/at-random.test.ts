import { describe, expect, test } from "@jest/globals";
import { flakesElsewhere, flakesOfSelf, flakesThatLook, flakesThatName, flakesThatProbe, nixVersions } from "@nix-repo/testkit";
import { compareAtRandom } from "./compare-at-random.ts";

const seed = Number(process.env.REPO_COMPARE_SEED ?? 1);

/** In git, and such that git says what has changed. */
const flakes = [...flakesThatName(), ...flakesThatLook(), ...flakesThatProbe(), ...flakesOfSelf(), ...flakesElsewhere()].filter(
  ({ form, gitHides }) => form !== "plain" && !gitHides,
);

describe.each(nixVersions())("what is said of shells since a commit is what $label gives", (nix) => {
  const edits = Number(process.env.REPO_COMPARE_EDITS ?? 1);
  // Old Nix tries every third, others with another seed, where nobody asks for more.
  const isNewest = nix.version === nixVersions().at(-1)?.version;
  const all = isNewest || process.env.REPO_COMPARE_EDITS !== undefined;
  test.each(flakes.filter((_, index) => all || (index + seed) % 3 === 0))(
    "$title",
    async (flake) => {
      const counts = await compareAtRandom({ nix, flake, seed, edits });
      expect(counts.same + counts.changed + counts.unknown).toBe(2 * edits * flake.shells.length);
    },
    60_000 + edits * 10_000,
  );
});
