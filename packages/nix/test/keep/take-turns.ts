import { closeSync, openSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { takeTurn } from "../../src/keep/turn.ts";

// One of several processes that want the same turns: takes so many as it is told, and prints how often somebody else had it at the same time.
const [, , folder = "", turns = "0"] = process.argv;
const inside = join(folder, "inside");
let overlaps = 0;
for (let had = 0; had < Number(turns); ) {
  const turn = takeTurn(folder);
  if (turn === undefined) continue;
  had++;
  try {
    closeSync(openSync(inside, "wx"));
    // As a capture does, which takes files of others for leftovers.
    for (const name of readdirSync(folder)) if (name.startsWith("t-")) rmSync(join(folder, name), { force: true });
    rmSync(inside);
  } catch {
    overlaps++;
  }
  turn.end();
}
process.stdout.write(`${overlaps}`);
