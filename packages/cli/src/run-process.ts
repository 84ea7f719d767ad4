import { EXIT } from "@nix-repo/model";
import { dispatch } from "./dispatch.ts";
import type { Io } from "./io.ts";

/** Runs one command line in this process: reads what belongs to the process, sets its exit code, and turns a bug of ours into one message. */
export async function runProcess({ argv, version }: { argv: readonly string[]; version: string }): Promise<void> {
  const whenUnread = watchReaders();
  const io: Io = {
    cwd: process.cwd(),
    env: process.env as Record<string, string>,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    version,
    whenUnread,
  };
  const tell = (error: unknown) => void process.stderr.write(`${describeBug(error, argv, version)}\n`);
  // What is thrown in a timer or a callback reaches nobody else; Bun would go on, and wait for ever for what we await here.
  for (const unheard of ["uncaughtException", "unhandledRejection"] as const) {
    process.once(unheard, (error: unknown) => {
      tell(error);
      process.exit(EXIT.bug);
    });
  }
  try {
    process.exitCode = await dispatch(argv, io);
  } catch (error) {
    process.exitCode = EXIT.bug;
    tell(error);
  }
}

/** 128 + SIGHUP; not worth loading node:os in every command. */
const HUNG_UP = 129;

/** A reader that went away (`repo list | head -1`, a terminal that was closed) is no error of ours. */
function watchReaders(): Io["whenUnread"] {
  const takers = new Set<(signal: "SIGPIPE" | "SIGHUP") => void>();
  const lost = (signal: "SIGPIPE" | "SIGHUP"): void => {
    if (takers.size === 0) process.exit(process.exitCode ?? (signal === "SIGHUP" ? HUNG_UP : EXIT.ok));
    for (const take of takers) take(signal);
  };
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EIO" && stream.isTTY) return lost("SIGHUP");
      if (error.code !== "EPIPE") {
        // A full disk. Thrown from here it would end us with a trace, or under Bun not at all.
        process.exitCode = EXIT.failed;
        if (stream !== process.stderr) process.stderr.write(`repo: the output cannot be written: ${error.message}\n`);
      }
      lost("SIGPIPE");
    });
  }
  return (take) => {
    takers.add(take);
    return () => takers.delete(take);
  };
}

function describeBug(error: unknown, argv: readonly string[], version: string): string {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const trace = process.env.REPO_DEBUG === "1" && error instanceof Error ? `\n${error.stack}` : "\n  REPO_DEBUG=1 shows where";
  return `repo: this is a bug in repo ${version}, not in your workspace: ${reason}\n  command: repo ${argv[0] ?? ""}${trace}`;
}
