import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isGone } from "./disk-reason.ts";
import type { StoreFolder } from "./store-folder.ts";

/**
 * About how many bytes of the disk a store takes, known without walking through it: a file of numbers, one to a line, which are added up. Whoever keeps something
 * adds a line; now and then they become one. What is added just then by others is lost, which the next collection finds out.
 * @returns undefined where nobody knows
 */
export async function growEstimate(folder: StoreFolder, bytes: number): Promise<number | undefined> {
  const file = join(folder.path, "size");
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
  if (!/^(\d+\n)+$/.test(text)) return undefined;
  const total = text.split("\n").reduce((sum, line) => sum + Number(line), bytes);
  if (text.length > LONGEST) await setEstimate(folder, total);
  else appendFileSync(file, `${bytes}\n`, { mode: 0o600 });
  return total;
}

/** Throws what the file system says. */
export async function setEstimate(folder: StoreFolder, bytes: number): Promise<void> {
  await folder.putFile(join(folder.path, "size"), `${bytes}\n`);
}

/** In bytes: adding up many numbers for each result would take longer than making them one. */
const LONGEST = 512;
