import { availableParallelism } from "node:os";

/** Does something for each, no more at once than there are processors: each evaluation of Nix takes one, and hundreds of megabytes. */
export async function fewAtOnce<T, R>(items: readonly T[], work: (item: T, index: number) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async () => {
    // Shared by the workers: each takes the next one.
    for (const [index, item] of queue) results[index] = await work(item, index);
  };
  await Promise.all(Array.from({ length: Math.min(items.length, availableParallelism()) }, worker));
  return results;
}
