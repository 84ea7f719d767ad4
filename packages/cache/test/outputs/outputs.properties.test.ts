import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import picomatch from "picomatch";
import { outputsFolder } from "./outputs-folder.ts";
import { layTree, randomTree } from "./random-tree.ts";
import { snapshot } from "./snapshot.ts";

test("whatever stood there before, restored outputs are those that were collected: byte for byte, mode for mode", async () => {
  let written = 0;
  await fc.assert(
    fc.asyncProperty(randomTree, randomTree, fc.boolean(), async (made, later, isKnown) => {
      using folder = outputsFolder({ "outside/x": "" });
      const dist = join(folder.path, "dist");
      mkdirSync(dist);
      layTree(dist, made);
      const before = snapshot(folder.workspace.path);
      const collected = await folder.collect(["dist/**"]);
      rmSync(dist, { recursive: true });
      mkdirSync(dist);
      layTree(dist, later);
      const restored = await folder.restore(["dist/**"], collected, isKnown ? collected.placed : undefined);
      expect(restored.kind).toBe("restored");
      if (restored.kind === "restored") written += restored.written;
      expect(snapshot(folder.workspace.path, { except: [".repo"] })).toEqual(before);
      // Then all is in place.
      expect(await folder.restore(["dist/**"], collected)).toMatchObject({ kind: "restored", written: 0, removed: 0 });
    }),
    { numRuns: 300 },
  );
  expect(written).toBeGreaterThan(300);
});

const GLOBS = [
  ["dist/**", "!dist/a/**"],
  ["dist/**/c.js"],
  ["dist/*"],
  ["dist/a", "dist/b/**", "!**/c.js"],
  ["dist/{a,b}/**", "dist/*/ä"],
  ["**/b"],
] as const;

test("whatever the globs, what they mean is as it was collected, and nothing else is touched", async () => {
  const counts = { restored: 0, refused: 0, unkept: 0 };
  await fc.assert(
    fc.asyncProperty(randomTree, randomTree, fc.constantFrom(...GLOBS), async (made, later, globs) => {
      const isMeant = (path: string) => {
        const matches = (glob: string) => picomatch.isMatch(path.replace(/\/$/, ""), [glob, `${glob}/**`], { dot: true, flags: "s" });
        return (
          globs.some((glob) => !glob.startsWith("!") && matches(glob)) &&
          !globs.some((glob) => glob.startsWith("!") && matches(glob.slice(1)))
        );
      };
      const leaves = (taken: Record<string, string>, which: boolean) =>
        Object.entries(taken).filter(([path]) => !path.endsWith("/") && isMeant(path) === which);
      using folder = outputsFolder();
      const dist = join(folder.path, "dist");
      mkdirSync(dist);
      layTree(dist, made);
      const { collectOutputs } = await import("../../src/outputs/collect-outputs.ts");
      const collected = await collectOutputs(folder.place(globs), folder.store);
      if (!collected.ok) {
        counts.unkept += 1;
        expect(collected.error.kind).toBe("behind-symlink");
        return;
      }
      const wanted = snapshot(folder.path);
      rmSync(dist, { recursive: true });
      mkdirSync(dist);
      layTree(dist, later);
      const before = snapshot(folder.path);
      const restored = await folder.restore(globs, collected.value);
      const after = snapshot(folder.path);
      if (restored.kind === "restored") {
        counts.restored += 1;
        expect(leaves(after, true)).toEqual(leaves(wanted, true));
        expect(leaves(after, false)).toEqual(leaves(before, false));
      } else {
        counts.refused += 1;
        expect(restored.kind).toBe("refused");
        expect(after).toEqual(before);
      }
    }),
    { numRuns: 600 },
  );
  // Nothing that this shows is shown by chance alone.
  expect(counts.restored).toBeGreaterThan(150);
  expect(counts.refused).toBeGreaterThan(5);
});
