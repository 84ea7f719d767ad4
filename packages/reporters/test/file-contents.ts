import type { Event } from "@nix-repo/model";
import { createFileSink, type FileSinkKind, type FileSinkOptions } from "@nix-repo/reporters";
import { createLogs } from "./fake-terminal.ts";

/** What a sink writes of a run. */
export async function written(kind: FileSinkKind, events: readonly Event[], options: Partial<FileSinkOptions> = {}): Promise<string> {
  using logs = createLogs();
  const parts: Buffer[] = [];
  const sink = await createFileSink(kind, {
    target: { write: (content) => void parts.push(Buffer.from(content as string)) },
    root: "/workspace",
    version: "1.2.3",
    hostname: "box",
    run: 12,
    heldOutput: logs.held,
    ...options,
  });
  for (const event of events) {
    logs.take(event);
    sink(event);
  }
  return Buffer.concat(parts).toString();
}
