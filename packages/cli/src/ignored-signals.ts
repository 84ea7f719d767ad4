import { readFileSync } from "node:fs";
import { constants } from "node:os";

/**
 * The signals that whoever started us wants ignored: SIGHUP under `nohup`, SIGINT in a background job of a script.
 * Only the executable on Linux can tell: Node sets all signals back when it starts, and macOS does not say.
 */
export function ignoredSignals(): ReadonlySet<NodeJS.Signals> {
  let mask: bigint;
  try {
    const [, hexadecimal] = /^SigIgn:\s*([0-9a-f]+)$/m.exec(readFileSync("/proc/self/status", "latin1")) ?? [];
    mask = BigInt(`0x${hexadecimal}`);
  } catch {
    return new Set();
  }
  const names = Object.keys(constants.signals) as NodeJS.Signals[];
  return new Set(names.filter((name) => (mask >> BigInt(constants.signals[name] - 1)) & 1n));
}
