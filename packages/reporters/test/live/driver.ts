// Runs the live reporter in a real terminal, steered over a socket: one JSON line is one step, answered by one line when it was taken.
import { appendFileSync } from "node:fs";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import type { Event } from "@nix-repo/model";
import { createReporter, symbolsFor } from "@nix-repo/reporters";
import type { Step } from "./steered-live-view.ts";

const [, , socketPath = "", writtenPath = ""] = process.argv;
const socket = connect(socketPath);
recordInto(writtenPath);
let now = 0;
const reporter = await createReporter("live", {
  stdout: process.stdout,
  stderr: process.stderr,
  colour: { stdout: false, stderr: false },
  symbols: symbolsFor(process.env),
  root: "/workspace",
  logFile: (logs, task) => `${logs}/${task.replace(":", "-")}.log`,
  now: () => now,
});

for await (const line of createInterface({ input: socket })) {
  await take(JSON.parse(line) as Step);
  socket.write("taken\n");
}

async function take(step: Step): Promise<void> {
  switch (step.do) {
    case "event":
      reporter.sink(step.event);
      break;
    case "output":
      reporter.sink({ type: "task-output", task: step.task, stream: "stdout", chunk: Buffer.from(step.text) } satisfies Event);
      break;
    case "clock":
      now = step.now;
      break;
    case "stray":
      process.stdout.write(step.text);
      break;
    case "finish":
      await reporter.finish();
      process.stdout.write("given back\n");
      break;
    case "exit":
      process.exit(step.code);
  }
}

/** Keeps what is sent to the terminal, so that tests can look for what no screen shows: whether the cursor was given back. */
function recordInto(file: string): void {
  const write = process.stderr.write.bind(process.stderr) as (...args: unknown[]) => boolean;
  process.stderr.write = (...args: unknown[]) => {
    appendFileSync(file, String(args[0]));
    return write(...args);
  };
}
