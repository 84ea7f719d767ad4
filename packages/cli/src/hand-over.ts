import type { Launch } from "@nix-repo/model";

/**
 * Becomes the command: the terminal, stdin, signals and the exit code are the command's own from here on.
 * Returns only where the system refuses to execute it (then it throws).
 */
export function handOver(launch: Launch): never {
  // execve leaves SIGPIPE and SIGXFSZ ignored in the new program, so that `yes | head` would end with an error instead of by signal.
  // Installing a handler resets them, as a handler cannot outlive execve.
  const ignore = () => undefined;
  process.on("SIGPIPE", ignore);
  process.on("SIGXFSZ", ignore);
  process.chdir(launch.cwd);
  if (process.execve === undefined) throw new Error("this runtime has no process.execve: Node 22.15 or newer has");
  process.execve(launch.file, launch.argv, launch.env);
  throw new Error("execve returned");
}
