import type { OnOutput } from "@nix-repo/model";
import type { ActionResult, Any } from "../reapi/messages.ts";
import type { ActionStore } from "../store/action-store.ts";

/** What a short-spoken task printed, as text, in the order in which it came: `[1, "built\n"]`. 1 is stdout, 2 stderr. */
export type RecordedOutput = readonly (readonly [stream: 1 | 2, text: string])[];

/** The same as bytes. */
export type OutputPieces = readonly (readonly [stream: 1 | 2, bytes: Uint8Array])[];

/** @returns undefined where it is too long, or not all of it is text */
export function asRecordedOutput(pieces: OutputPieces): RecordedOutput | undefined {
  const size = pieces.reduce((sum, [, bytes]) => sum + bytes.length, 0);
  if (size > LONGEST_RECORDED) return undefined;
  const texts = pieces.map(([stream, bytes]) => [stream, Buffer.from(bytes).toString("utf8")] as const);
  return texts.every(([, text], i) => Buffer.from(text).equals(pieces[i]?.[1] ?? NOTHING)) ? texts : undefined;
}

const LONGEST_RECORDED = 8_192;
const NOTHING = Buffer.alloc(0);

export function replay(output: RecordedOutput | OutputPieces, onOutput: OnOutput): void {
  for (const [stream, content] of output) {
    onOutput(stream === 1 ? "stdout" : "stderr", typeof content === "string" ? Buffer.from(content) : content);
  }
}

/** In which order pieces of both streams came is nothing that the protocol knows. */
const ORDER_TYPE = "type.googleapis.com/nix_repo.OutputOrder";

/** `+12 -3 +5`: twelve bytes of stdout, three of stderr, five of stdout. */
export function orderOf(lengths: readonly (readonly [stream: 1 | 2, length: number])[]): readonly Any[] {
  if (new Set(lengths.map(([stream]) => stream)).size < 2) return [];
  const text = lengths.map(([stream, length]) => `${stream === 1 ? "+" : "-"}${length}`).join(" ");
  return [{ typeUrl: ORDER_TYPE, value: Buffer.from(text) }];
}

/** What an action printed. @returns undefined where it is not to be had */
export async function outputOf(result: ActionResult, store: ActionStore): Promise<OutputPieces | undefined> {
  const stdout = result.stdoutRaw ?? (result.stdoutDigest === undefined ? NOTHING : await store.readBlob(result.stdoutDigest));
  const stderr = result.stderrRaw ?? (result.stderrDigest === undefined ? NOTHING : await store.readBlob(result.stderrDigest));
  if (stdout === undefined || stderr === undefined) return undefined;
  const order = result.metadata.auxiliary.find(({ typeUrl }) => typeUrl === ORDER_TYPE)?.value ?? NOTHING;
  const pieces: [1 | 2, Uint8Array][] = [];
  const at = { 1: 0, 2: 0 };
  const content = { 1: stdout, 2: stderr };
  for (const [, sign, digits = ""] of Buffer.from(order)
    .toString("latin1")
    .matchAll(/([+-])(\d{1,15})/g)) {
    const stream = sign === "+" ? 1 : 2;
    const end = at[stream] + Number.parseInt(digits, 10);
    pieces.push([stream, content[stream].subarray(at[stream], end)]);
    at[stream] = Math.min(end, content[stream].length);
  }
  // All of one stream, and whatever an order does not tell of.
  for (const stream of [1, 2] as const)
    if (at[stream] < content[stream].length) pieces.push([stream, content[stream].subarray(at[stream])]);
  return pieces.filter(([, bytes]) => bytes.length > 0);
}
