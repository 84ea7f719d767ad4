import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * What workspaces compare with what they remember: after the store was cleared, what they know of its results counts no more.
 * @param folder absolute, the store's
 */
export function storeIdentity(folder: string): string {
  try {
    return readFileSync(join(folder, FILE), "utf8");
  } catch {
    return NEVER_CLEARED;
  }
}

/** Makes every workspace forget the results that it remembers of a store. Throws what the file system says. */
export function forgetResults(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, FILE), crypto.randomUUID());
}

const FILE = "identity";
const NEVER_CLEARED = "";
