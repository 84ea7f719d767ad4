// The live view of units in a real terminal. In place of a supervisor there is a list of events that the test hands in over a socket: one JSON line is one
// step, answered by one line when it was taken. What a person asked for by a key comes back the same way.
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { createUpView, symbolsFor, type UnitSample, type UpView } from "@nix-repo/reporters";
import type { Step } from "./steered-up-screen.ts";

const [, , socketPath = ""] = process.argv;
const socket = connect(socketPath);
let now = 0;
let samples: ReadonlyMap<string, UnitSample> = new Map();
let view: UpView | undefined;

for await (const line of createInterface({ input: socket })) {
  await take(JSON.parse(line) as Step);
  answer({ taken: true });
}
// A view that is still open reads its keys: it would keep us alive without anyone to steer us.
process.exit();

function answer(what: unknown): void {
  socket.write(`${JSON.stringify(what)}\n`);
}

async function take(step: Step): Promise<void> {
  switch (step.do) {
    case "open":
      view = await createUpView("live", {
        stdin: process.stdin,
        stdout: process.stdout,
        stderr: process.stderr,
        colour: { stdout: step.colour, stderr: step.colour },
        symbols: symbolsFor(process.env),
        root: "/workspace",
        units: step.units,
        now: () => now,
        sample: () => samples,
        onAction: (action) => answer({ action }),
      });
      break;
    case "event":
      view?.sink(step.event);
      break;
    case "output":
      view?.sink({
        type: "unit-output",
        unit: step.unit,
        at: now,
        stream: "stdout",
        chunk: Buffer.from(step.text.repeat(step.times ?? 1)),
      });
      break;
    case "clock":
      now = step.now;
      break;
    case "samples":
      samples = new Map(step.samples);
      break;
    case "stray":
      process.stdout.write(step.text);
      break;
    case "finish":
      await view?.finish();
      break;
    case "throw":
      setImmediate(() => {
        throw new Error("a bug");
      });
      break;
    case "exit":
      process.exit(step.code);
  }
}
