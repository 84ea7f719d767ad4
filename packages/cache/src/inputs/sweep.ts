import { lstatSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Removes what has not been used for long, at most once a day. Does nothing where it cannot. */
export function sweepKept(folder: string): void {
  const now = Date.now();
  try {
    const marker = join(folder, "swept");
    const last = lstatSync(marker, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (now - last < DAY_MS && last <= now) return;
    writeFileSync(marker, "");
    const kept = readdirSync(folder)
      .filter((name) => name.endsWith(".json") || name.endsWith(".tmp"))
      .map((name) => ({ path: join(folder, name), used: lstatSync(join(folder, name)).mtimeMs, isTemporary: name.endsWith(".tmp") }))
      .sort((a, b) => b.used - a.used);
    kept.forEach(({ path, used, isTemporary }, position) => {
      if (now - used > (isTemporary ? DAY_MS : MOST_DAYS * DAY_MS) || position >= MOST_KEPT) rmSync(path, { force: true });
    });
  } catch {}
}

const DAY_MS = 86_400_000;
/** Above the days after which a snapshot that is used is written again. */
const MOST_DAYS = 30;
const MOST_KEPT = 20_000;
