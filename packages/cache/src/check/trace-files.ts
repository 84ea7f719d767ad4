import { spawnSync } from "node:child_process";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { type FileUse, FileUses } from "./file-uses.ts";
import { StraceCalls } from "./strace-call.ts";

/** What is executed instead of an argv, so that a file tells which files its processes use. The command's own input, output and exit code stay what they are. */
export function tracedArgv(argv: readonly string[], { strace, traceFile }: { strace: string; traceFile: string }): readonly string[] {
  // Question marks: not every processor has them.
  const calls = "--trace=%file,fchdir,clone,?clone3,?fork,?vfork";
  return [
    strace,
    "--follow-forks",
    "--decode-fds=path",
    "-qq",
    "--signal=none",
    "--seccomp-bpf",
    calls,
    `--output=${traceFile}`,
    "--",
    ...argv,
  ];
}

/** Whether this strace may trace here: a container may forbid it. @param strace absolute path */
export function canTrace(strace: string): boolean {
  const [command = "", ...args] = tracedArgv(["true"], { strace, traceFile: "/dev/null" });
  return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}

/** @param folder absolute: where the command was started */
export async function usesInTrace(traceFile: string, { folder }: { folder: string }): Promise<ReadonlyMap<string, FileUse>> {
  const calls = new StraceCalls();
  const uses = new FileUses(folder);
  for await (const line of createInterface({ input: createReadStream(traceFile), crlfDelay: Number.POSITIVE_INFINITY })) {
    const call = calls.push(line);
    if (call !== undefined) uses.push(call);
  }
  return uses.finish();
}
