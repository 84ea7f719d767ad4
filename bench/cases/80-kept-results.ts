import type { BenchCase, CaseFile, Lab } from "../bench-case.ts";
import { everyFor, findTools, fixtureOf } from "../kept/kept-fixtures.ts";
import type { KeptTool } from "../kept/kept-tool.ts";

/** Nothing has changed, and everything is in place: what it takes to see that. One task has 100 or 1,000 around it. */
const cases: CaseFile = (lab) => {
  const { own, peers, missing } = findTools(lab);
  const rows = SIZES.flatMap((count) => {
    const fits = ({ largest = count }: KeptTool) => count <= largest;
    const others = peers.filter(fits).flatMap((tool) => rowsOf(lab, tool, count));
    const ours = own.filter(fits).flatMap((tool) => rowsOf(lab, tool, count));
    return [...others, ...ours.map((row) => withTargets(row, { own, peers, count }))];
  });
  const tooLarge = peers.flatMap(({ name, largest }) =>
    largest === undefined ? [] : [{ missing: `${name}, more than ${largest}: it takes minutes` }],
  );
  // Those of a kind side by side.
  return [...missing, ...tooLarge, ...rows.filter(({ name }) => name.includes(ALL)), ...rows.filter(({ name }) => name.includes(ONE))];
};
export default cases;

/** The name of the row of all hits, which others are held against. */
export function allHits({ name }: KeptTool, count: number): string {
  return `${name}, ${ALL} ${count.toLocaleString("en")}`;
}

const SIZES = [10, 100, 500, 1_000];
const ALL = "all hits,";
const ONE = "one task of";

function rowsOf(lab: Lab, tool: KeptTool, count: number): BenchCase[] {
  const { row, services } = fixtureOf(lab, tool, { title: `all hits ${count}`, services: count });
  const every = everyFor(tool, count);
  const all = { ...row, name: allHits(tool, count), argv: tool.all, every };
  // One without others that wait for it.
  const last = services.at(-1);
  if (last === undefined || !SIZES_OF_ONE.includes(count)) return [all];
  return [all, { ...row, name: oneTask(tool, count), argv: tool.one(last), every }];
}

function oneTask({ name }: KeptTool, count: number): string {
  return `${name}, ${ONE} ${count.toLocaleString("en")}`;
}

const SIZES_OF_ONE = [100, 1_000];
const SIZES_TO_WIN = [100, 500];

function withTargets(row: BenchCase, { own, peers, count }: Field): BenchCase {
  const [repo] = own;
  if (row.name.includes(ONE)) return { ...row, target: [{ below: peers.map((each) => oneTask(each, count)), in: "time" }] };
  const all = peers.map((each) => allHits(each, count));
  if (SIZES_TO_WIN.includes(count)) {
    return {
      ...row,
      target: [
        { below: all, in: "time" },
        { below: all, in: "memory" },
      ],
    };
  }
  const tool = own.find((each) => row.name === allHits(each, count)) ?? repo;
  return count === 1_000 && tool !== undefined ? { ...row, target: [{ atMost: 10, of: allHits(tool, 100) }] } : row;
}

interface Field {
  readonly own: readonly KeptTool[];
  readonly peers: readonly KeptTool[];
  readonly count: number;
}
