import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HeldOutput, Sink, TaskId } from "@nix-repo/model";
import { createTaskLogs } from "./task-logs.ts";

/** Holds the output of tasks in temporary files, where no run record does: the workspace is read-only. */
export interface Spool {
  readonly sink: Sink;
  held(task: TaskId): HeldOutput | undefined;
  /** Removes the files. */
  close(): void;
}

/** Holds nothing where there is no room for temporary files either. */
export function createSpool(): Spool {
  let folder: string;
  try {
    folder = mkdtempSync(join(tmpdir(), "repo-output-"));
  } catch {
    return { sink: () => undefined, held: () => undefined, close: () => undefined };
  }
  const logs = createTaskLogs(folder);
  const opened = new Set<TaskId>();
  const close = () => {
    process.off("exit", close);
    logs.closeAll();
    rmSync(folder, { recursive: true, force: true });
  };
  process.on("exit", close);
  return {
    sink(event) {
      try {
        if (event.type === "task-started" && !opened.has(event.task)) {
          logs.open(event.task);
          opened.add(event.task);
        } else if (event.type === "task-output") logs.write(event.task, event.chunk);
        else if (event.type === "task-finished") logs.close(event.task);
      } catch {
        logs.giveUp();
      }
    },
    held: logs.held,
    close,
  };
}
