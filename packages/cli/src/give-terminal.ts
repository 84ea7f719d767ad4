import { spawn } from "node:child_process";
import { once } from "node:events";
import { type ExitStatus, err, type Launch, ok, type Result } from "@nix-repo/model";
import { processTree, signalOf } from "@nix-repo/processes";
import type { Stop } from "./stop-on-signals.ts";

/**
 * Lets a command have the terminal while we stay its parent, because others run on beside it. It stays in our process group, which is the terminal's, so
 * that Ctrl-C and Ctrl-Z reach it as they reach us: what it makes of Ctrl-C is its own affair. `end` asks it to end
 * by itself. Fails as `start-failed`.
 */
export async function giveTerminal(
  { file, argv, env, cwd }: Launch,
  { stop, end, onSpawn }: { stop: Stop; end: AbortSignal | undefined; onSpawn: (pid: number) => void },
): Promise<Result<ExitStatus>> {
  const takeInterruptsAgain = stop.leaveInterrupts();
  const listening = new AbortController();
  try {
    const child = spawn(file, argv.slice(1), { argv0: argv[0] ?? file, cwd, env, stdio: "inherit" });
    if (child.pid !== undefined) onSpawn(child.pid);
    const until = { once: true, signal: listening.signal };
    end?.addEventListener("abort", () => child.kill("SIGTERM"), until);
    stop.stop.addEventListener("abort", () => child.kill(signalOf(stop.stop)), until);
    stop.kill.addEventListener("abort", () => child.pid !== undefined && processTree(child.pid).signal("SIGKILL"), until);
    const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
    return ok(signal === null ? { kind: "code", code: code ?? 0 } : { kind: "signal", signal });
  } catch (error) {
    return err({ code: "start-failed", file, reason: error instanceof Error ? error.message : String(error) });
  } finally {
    listening.abort();
    takeInterruptsAgain();
  }
}
