import { EXIT } from "@nix-repo/model";
import { dispatch } from "./dispatch.ts";
import type { Io } from "./io.ts";

/** Runs one command line in this process: reads what belongs to the process, sets its exit code, and turns a bug of ours into one message. */
export async function runProcess({ argv, version }: { argv: readonly string[]; version: string }): Promise<void> {
  // A reader that went away (`repo list | head -1`) is no error of ours.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") process.exit(process.exitCode ?? EXIT.ok);
      throw error;
    });
  }
  const io: Io = {
    cwd: process.cwd(),
    env: process.env as Record<string, string>,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    version,
  };
  try {
    process.exitCode = await dispatch(argv, io);
  } catch (error) {
    process.exitCode = EXIT.bug;
    process.stderr.write(`${describeBug(error, argv, version)}\n`);
  }
}

function describeBug(error: unknown, argv: readonly string[], version: string): string {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const trace = process.env.REPO_DEBUG === "1" && error instanceof Error ? `\n${error.stack}` : "\n  REPO_DEBUG=1 shows where";
  return `repo: this is a bug in repo ${version}, not in your workspace: ${reason}\n  command: repo ${argv[0] ?? ""}${trace}`;
}
