// The order in which jest starts the files of tests. Long ones come first, so that none is left alone at the end. What mostly waits, for a container engine, a
// terminal or a process, runs beside what computes: else two engines would be in each other's way at first, and all of Nix at the end.
import { existsSync } from "node:fs";
import { join } from "node:path";
import Sequencer from "@jest/test-sequencer";

const root = join(import.meta.dirname, "..");

/** Seconds that a file takes where two run at once on two cores, if nothing better is known; all others take a few. */
const WAITING = {
  "packages/reporters/test/live-reporter.test.ts": 10,
  "packages/reporters/test/up/up-screen.test.ts": 12,
  "packages/supervisor/test/engine/containers.test.ts": 40,
  "packages/supervisor/test/engine/faults.test.ts": 5,
  "packages/supervisor/test/processes/chaos.test.ts": 14,
  "packages/supervisor/test/server/detach.test.ts": 11,
  "test/doctor.test.ts": 20,
  "test/images.test.ts": 38,
  "test/interrupt.test.ts": 16,
  "test/terminal-view.test.ts": 10,
  "test/up-chaos.test.ts": 20,
  "test/up-containers.test.ts": 60,
  "test/up-real-processes.test.ts": 14,
  "test/up.test.ts": 12,
};
const COMPUTING = {
  "packages/cache/test/inputs/oracle.test.ts": 28,
  "packages/cache/test/store/killed-at-writes.test.ts": 30,
  "packages/cache/test/store/processes.test.ts": 24,
  "packages/git/test/history/shallow.test.ts": 28,
  "packages/nix/test/compare/at-random.test.ts": 32,
  "packages/nix/test/compare/compare-shells.test.ts": 22,
  "packages/nix/test/compare/kept.test.ts": 35,
  "packages/nix/test/compare/places.test.ts": 25,
  "packages/nix/test/keep/git-places.test.ts": 36,
  "packages/nix/test/keep/keeper-door.test.ts": 24,
  "packages/nix/test/keep/looking.test.ts": 26,
  "packages/nix/test/keep/recorded-hook.test.ts": 15,
  "packages/nix/test/launch.test.ts": 26,
  "packages/nix/test/oracle/flakes-elsewhere.test.ts": 55,
  "packages/nix/test/oracle/flakes-looking.test.ts": 50,
  "packages/nix/test/oracle/flakes-naming.test.ts": 28,
  "packages/nix/test/oracle/flakes-probing.test.ts": 26,
  "packages/nix/test/oracle/flakes-self.test.ts": 48,
  "packages/nix/test/oracle/oracle-run.test.ts": 15,
  "packages/nix/test/parity.test.ts": 55,
  "packages/nix/test/provider.test.ts": 35,
  "test/affected.test.ts": 22,
  "test/dev-shells.test.ts": 22,
  "test/environments-killed.test.ts": 80,
  "test/getting-started.test.ts": 30,
  "test/import.test.ts": 22,
  "test/init-shells.test.ts": 22,
  "test/kept-results.test.ts": 35,
  "test/large-output.test.ts": 24,
  "test/parity.test.ts": 50,
  "test/readme.test.ts": 45,
  "test/setup.test.ts": 18,
};
const OTHERS = 4;

for (const file of [...Object.keys(WAITING), ...Object.keys(COMPUTING)]) {
  if (!existsSync(join(root, file))) throw new Error(`scripts/jest-order.js knows a file that is not there: ${file}`);
}

export default class Order extends Sequencer {
  /** What failed the last time stays first; and what this machine has seen before takes as long as then. */
  sort(tests) {
    const sorted = super.sort(tests);
    const failed = sorted.filter((test) => this.hasFailed(test));
    const others = sorted.filter((test) => !this.hasFailed(test));
    return [...failed, ...inTwoLanes(others)];
  }
}

/** As two workers would take them of whom one prefers what waits. */
function inTwoLanes(tests) {
  const known = tests.map((test) => ({ test, waits: nameOf(test) in WAITING, seconds: secondsOf(test) }));
  known.sort((a, b) => b.seconds - a.seconds);
  const waiting = known.filter(({ waits }) => waits);
  const computing = known.filter(({ waits }) => !waits);
  const taken = [];
  const busyUntil = [0, 0];
  while (waiting.length + computing.length > 0) {
    const lane = busyUntil[0] <= busyUntil[1] ? 0 : 1;
    const [own, other] = lane === 0 ? [waiting, computing] : [computing, waiting];
    const next = own.shift() ?? other.shift();
    busyUntil[lane] += next.seconds;
    taken.push(next.test);
  }
  return taken;
}

function secondsOf(test) {
  if (test.duration != null) return test.duration / 1_000;
  return WAITING[nameOf(test)] ?? COMPUTING[nameOf(test)] ?? OTHERS;
}

function nameOf({ path }) {
  return path.slice(root.length + 1);
}
