import { congestionOf, Output } from "../output.ts";
import { paletteOf } from "../palette.ts";
import { PrefixedLines } from "../prefixed-lines.ts";
import { changeLines } from "./change-lines.ts";
import { countsOf } from "./unit-counts.ts";
import { UnitsSeen } from "./units-seen.ts";
import type { UpView, UpViewOptions } from "./up-view.ts";

/** For pipes and CI: whole lines of units as they come, `web | text`, each on the stream that it came on, and on stderr one line for a change worth telling. */
export function createPrefixedUp({ stdout, stderr, colour, symbols, root, units }: UpViewOptions): UpView {
  const outputs = { stdout: new Output(stdout), stderr: new Output(stderr) };
  const palette = paletteOf(colour.stderr);
  const seen = new UnitsSeen(units);
  const lines = new PrefixedLines({ outputs, colour, named: { tasks: units.map(({ id }) => id) } });
  let isFinished = false;

  return {
    sink(event) {
      if (event.type === "unit-output") {
        lines.write(event.unit, event.stream, event.chunk);
        return;
      }
      // What it said last, though without a line break, comes before what became of it.
      if (event.type === "unit-changed" && !("pid" in event.state)) lines.end(event.unit);
      for (const line of changeLines(event, seen, { palette, symbols, root })) outputs.stderr.line(line);
      seen.take(event);
    },
    congestion: () => congestionOf(outputs.stdout, outputs.stderr),
    finish: async () => {
      if (!isFinished) {
        lines.endAll();
        outputs.stderr.line("");
        outputs.stderr.line(countsOf(seen.views, palette));
      }
      isFinished = true;
      await Promise.all([outputs.stdout.flush(), outputs.stderr.flush()]);
    },
  };
}
