// The entry of the executable and of the Node bundle. It stays tiny: what a command needs is loaded when it is known which command it is.
import { writeSync } from "node:fs";

declare const REPO_VERSION: string;

const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-V")) {
  // Not by process.stdout, whose making takes ten times as long as all the rest.
  writeSync(1, `${REPO_VERSION}\n`);
} else {
  const { useBlockingStreams } = await import("./blocking-streams.ts");
  useBlockingStreams();
  const { runProcess } = await import("./run-process.ts");
  await runProcess({ argv, version: REPO_VERSION });
}
