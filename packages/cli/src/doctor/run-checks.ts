import type { Check, Checked } from "./check.ts";
import type { Surroundings } from "./surroundings.ts";

/** All at once; what they found stands in the order of the checks, whoever was done first. One that takes too long is a finding itself. */
export async function runChecks(checks: readonly Check[], surroundings: Surroundings, limitMs = LIMIT_MS): Promise<readonly Checked[]> {
  const found = await Promise.all(checks.map((check) => withLimit(check, surroundings, limitMs)));
  return found.flat();
}

/** Beyond what any program or server is waited for. */
const LIMIT_MS = 8_000;

async function withLimit(check: Check, surroundings: Surroundings, limitMs: number): Promise<readonly Checked[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly Checked[]>((resolve) => {
    timer = setTimeout(() => resolve([tookTooLong(check, limitMs)]), limitMs);
  });
  try {
    return await Promise.race([check.run(surroundings), late]);
  } finally {
    clearTimeout(timer);
  }
}

function tookTooLong({ name }: Check, limitMs: number): Checked {
  return {
    check: name,
    severity: "warning",
    what: `nothing was found out in ${limitMs / 1_000} s`,
    why: "What was asked does not answer: a program, a disk, or the network. Whatever needs it waits as well.",
    fix: "Run it again; where that is the same, see whether the machine is busy or a network drive is gone.",
  };
}
