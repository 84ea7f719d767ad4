import type { Launch } from "@nix-repo/model";
import { type ForegroundRequest, prepareForeground, type TaskContext } from "@nix-repo/tasks";
import { refuseIn, type Session } from "./open-session.ts";

/** Gives the terminal to a command in a service's environment. Returns (an exit code) only where it could not be started. */
export async function handOverTask(
  request: ForegroundRequest,
  { session, context }: { session: Session; context: TaskContext },
): Promise<number> {
  const prepared = await prepareForeground(request, context);
  if (!prepared.ok) return await refuseIn(session, prepared.error);
  for (const notice of prepared.value.notices) session.notices.emit(notice);
  return await become(prepared.value.launch, session);
}

/**
 * Becomes the command: the terminal, stdin, signals and the exit code are its own from here on.
 * Returns only where the system refuses to execute it.
 */
async function become(launch: Launch, session: Session): Promise<number> {
  // execve leaves SIGPIPE and SIGXFSZ ignored in the new program, so that `yes | head` would end with an error instead of by signal.
  // Installing a handler resets them, as a handler cannot outlive execve.
  const nothing = () => undefined;
  process.on("SIGPIPE", nothing);
  process.on("SIGXFSZ", nothing);
  try {
    process.chdir(launch.cwd);
    process.execve?.(launch.file, launch.argv, launch.env);
    throw new Error("this runtime has no process.execve; Node has it from 22.15 on");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return await refuseIn(session, { code: "start-failed", file: launch.file, reason });
  }
}
