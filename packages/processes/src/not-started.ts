import { existsSync } from "node:fs";
import { type Failure, type Launch, messageOf } from "@nix-repo/model";

/** What the operating system said when it was to start a program, in words. */
export function notStartedFailure({ file, cwd }: Launch, error: unknown): Failure {
  const code = (error as NodeJS.ErrnoException).code;
  return { code: "start-failed", file, reason: reasonOf(code, { file, cwd, error }) };
}

function reasonOf(code: string | undefined, { file, cwd, error }: { file: string; cwd: string; error: unknown }): string {
  switch (code) {
    case "ENOENT":
      if (!existsSync(cwd)) return `the folder ${cwd} does not exist`;
      return existsSync(file) ? "the interpreter that its first line names does not exist" : "it does not exist";
    case "ENOTDIR":
      return `${cwd} is not a folder`;
    case "EACCES":
      return "it may not be executed";
    case "E2BIG":
      return "its arguments and variables are longer than the system allows";
    case "ENOEXEC":
      return "it is not a program of this system";
    case "EAGAIN":
    case "EMFILE":
    case "ENOMEM":
      return `the system has no room for another process (${code})`;
    default:
      return messageOf(error);
  }
}
