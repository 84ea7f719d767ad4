import { isUtf8 } from "node:buffer";
import type { Event } from "@nix-repo/model";
import { type EventsHead, eventView } from "./event-view.ts";
import type { FileSink, FileSinkOptions, SinkTarget } from "./file-sink.ts";
import { writeBase64, writeJsonText } from "./json-text.ts";
import { Tally } from "./tally.ts";

/** `--events`: every event of the run as one line of JSON, behind a line that says which form this is. */
export function createEventsSink({ target, root, version, run }: FileSinkOptions): FileSink {
  const tally = new Tally();
  const head: EventsHead = { version: 1, kind: "events", repo: version, ...(run === undefined ? {} : { run }) };
  target.write(`${JSON.stringify(head)}\n`);
  return (event) => {
    tally.take(event);
    if (event.type === "task-output") writeOutput(event, target);
    else target.write(`${JSON.stringify(eventView(event, { tally, root }))}\n`);
    target.endOfEvent?.();
  };
}

/** An `OutputView`. */
function writeOutput({ type, task, stream, chunk }: Extract<Event, { type: "task-output" }>, target: SinkTarget): void {
  const start = JSON.stringify({ type, task, stream }).slice(0, -1);
  if (isUtf8(chunk)) {
    target.write(`${start},"text":"`);
    writeJsonText(chunk, (piece) => target.write(piece));
  } else {
    target.write(`${start},"base64":"`);
    writeBase64(chunk, (piece) => target.write(piece));
  }
  target.write('"}\n');
}
