/** Does something for each, some at once, until one is refused. Files are read by the system's own threads meanwhile. @returns whether none was */
export async function fewAtOnce<T>(items: readonly T[], work: (item: T, index: number) => Promise<boolean>): Promise<boolean> {
  let isRefused = false;
  const queue = items.entries();
  const worker = async () => {
    // Shared by the workers: each takes the next one.
    for (const [index, item] of queue) {
      if (isRefused) return;
      if (!(await work(item, index))) isRefused = true;
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: Math.min(items.length, AT_ONCE) }, worker));
  // Nothing goes on behind the back of whoever cleans up after an error.
  for (const ended of workers) if (ended.status === "rejected") throw ended.reason;
  return !isRefused;
}

const AT_ONCE = 8;
