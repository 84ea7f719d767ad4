import { mkdirSync, rmSync, statSync } from "node:fs";
import type { UnitEvent, UnitId } from "@nix-repo/model";
import { createLineStamper, type LineStamper } from "./line-stamper.ts";
import { allFull, logFiles, loggedUnits } from "./log-files.ts";
import { openRotatingFile, type RotatingFile } from "./rotating-file.ts";

/** What units write, in files that others can read meanwhile: see `readUnitLogs` and `followUnitLogs`. */
export interface UnitLogs {
  /** Takes the output of events; of others, the end of a process makes its last line whole. */
  sink(event: UnitEvent): void;
  /** Writes a line of ours. */
  note(unit: UnitId, text: string): void;
  /** For the process starter: a promise while the disk is slower than the unit. */
  congestion(unit: UnitId): Promise<void> | undefined;
  /** Resolves when everything is written. */
  close(): Promise<void>;
}

export interface UnitLogsOptions {
  /** Of one file, in bytes. */
  readonly maxBytes: number;
  /** How many files a unit has at most. */
  readonly files: number;
  /** Of all units together, in bytes, up to the files that are being written; left out, there is no such limit. */
  readonly totalBytes?: number | undefined;
  /** Milliseconds since the epoch; for `note`. */
  readonly now?: (() => number) | undefined;
  /** What the file system says, once: what was to be written is lost, and units run on. */
  readonly onTrouble?: ((error: unknown) => void) | undefined;
}

/** @param folder is made where it is missing. */
export function createUnitLogs(
  folder: string,
  { maxBytes, files, totalBytes = Number.POSITIVE_INFINITY, now = Date.now, onTrouble = () => undefined }: UnitLogsOptions,
): UnitLogs {
  const logs = new Map<UnitId, UnitLog>();
  let hadTrouble = false;
  const trouble = (error: unknown): void => {
    if (hadTrouble) return;
    hadTrouble = true;
    onTrouble(error);
  };
  const attempt = (act: () => void): void => {
    try {
      act();
    } catch (error) {
      trouble(error);
    }
  };
  const keepSmall = (): void => attempt(() => removeAbove(folder, totalBytes));
  attempt(() => mkdirSync(folder, { recursive: true, mode: 0o700 }));
  if (totalBytes !== Number.POSITIVE_INFINITY) keepSmall();

  const logOf = (unit: UnitId): UnitLog => {
    const known = logs.get(unit);
    if (known !== undefined) return known;
    const onFull = totalBytes === Number.POSITIVE_INFINITY ? () => undefined : keepSmall;
    const log = {
      file: openRotatingFile({ folder, unit, maxBytes, files, onFull, onTrouble: trouble }),
      stdout: createLineStamper(unit),
      stderr: createLineStamper(unit),
    };
    logs.set(unit, log);
    return log;
  };
  const endLines = ({ file, stdout, stderr }: UnitLog, at: number): void => {
    file.write(stdout.flush(at));
    file.write(stderr.flush(at));
  };
  return {
    sink(event) {
      if (event.type === "unit-output") {
        const log = logOf(event.unit);
        log.file.write(log[event.stream].push(event.chunk, event.at));
      } else if (event.type === "unit-changed" && ENDS.has(event.state.kind)) {
        const log = logs.get(event.unit);
        if (log !== undefined) endLines(log, event.at);
      }
    },
    note(unit, text) {
      const at = now();
      const stamper = createLineStamper(unit);
      const { file } = logOf(unit);
      file.write(stamper.push(Buffer.from(text), at));
      file.write(stamper.flush(at));
    },
    congestion: (unit) => logs.get(unit)?.file.congestion(),
    async close() {
      const at = now();
      for (const log of logs.values()) endLines(log, at);
      await Promise.all([...logs.values()].map(({ file }) => file.close()));
      logs.clear();
    },
  };
}

const ENDS: ReadonlySet<string> = new Set(["waiting", "backoff", "ended", "completed", "failed"]);

interface UnitLog {
  readonly file: RotatingFile;
  readonly stdout: LineStamper;
  readonly stderr: LineStamper;
}

/** Removes what is full, the oldest first, until all logs together are as small as they are to be. */
function removeAbove(folder: string, totalBytes: number): void {
  const full = allFull(folder);
  const written = loggedUnits(folder).reduce(
    (sum, unit) => sum + (statSync(logFiles(folder, unit).current, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
  let bytes = full.reduce((sum, { size }) => sum + size, written);
  for (const { path, size } of full) {
    if (bytes <= totalBytes) return;
    rmSync(path, { force: true });
    bytes -= size;
  }
}
