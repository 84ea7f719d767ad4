// `npm run bench`: all rows of cases/ in one run, side by side, and then the figures of figures/. It judges, and fails nothing.
import { readdirSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { BenchCase, CaseFile, Missing } from "./bench-case.ts";
import type { Figure, FigureFile } from "./figure.ts";
import { measure, tryOnce } from "./measure.ts";
import { openLab } from "./open-lab.ts";
import { renderFigures, renderTable } from "./render-table.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "40" },
    "warm-up": { type: "string", default: "3" },
    /** Only files of cases/ whose name holds this; the baseline is always there. */
    only: { type: "string", default: "" },
  },
});
const rounds = Number(values.rounds);

using lab = openLab();
const figureFiles = readdirSync(join(import.meta.dirname, "figures"))
  .sort()
  .filter((file) => file.includes(values.only));
const cases: BenchCase[] = [];
for (const file of readdirSync(join(import.meta.dirname, "cases")).sort()) {
  if (!file.startsWith("10-") && !file.includes(values.only)) continue;
  const { default: casesOf } = (await import(`./cases/${file}`)) as { default: CaseFile };
  cases.push(...[casesOf(lab)].flat().filter(isThere).filter(succeeds));
}

const [cpu] = cpus();
// Where figures alone are asked for, the baseline has nothing to be held against.
if (cases.length > 1 || figureFiles.length === 0) {
  console.error(`${cases.length} commands, ${rounds} interleaved rounds, on ${cpus().length} × ${cpu?.model.trim()}`);
  console.log(renderTable(measure(cases, { rounds, warmUp: Number(values["warm-up"]), bun: lab.bun })));
}

const figures: Figure[] = [];
for (const file of figureFiles) {
  const { default: figuresOf } = (await import(`./figures/${file}`)) as { default: FigureFile };
  const found = await figuresOf(lab, { rounds });
  if ("missing" in found) console.error(`left out: ${found.missing}`);
  else figures.push(...found);
}
if (figures.length > 0) console.log(`\n${renderFigures(figures)}`);

function isThere(each: BenchCase | Missing): each is BenchCase {
  const there = !("missing" in each);
  if (!there) console.error(`left out: ${each.missing}`);
  return there;
}

function succeeds(each: BenchCase): boolean {
  const reason = tryOnce(each);
  if (reason !== undefined) console.error(`left out: ${each.name}: ${reason}`);
  return reason === undefined;
}
