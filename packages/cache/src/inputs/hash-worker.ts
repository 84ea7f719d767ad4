import { parentPort } from "node:worker_threads";
import { type HashAnswer, type HashJob, hashQuietly } from "./hash-file.ts";

/** The program of a thread of `HashPool`: says that it has started, then answers each list of files with what they hold. */
parentPort?.on("message", (jobs: readonly HashJob[]) => {
  parentPort?.postMessage(jobs.map(hashQuietly));
});
parentPort?.postMessage([] satisfies HashAnswer[]);
