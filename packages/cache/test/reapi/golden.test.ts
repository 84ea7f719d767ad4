import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { digestOf } from "../../src/digest.ts";
import { decodeActionResult, decodeDirectory, decodeTree } from "../../src/reapi/decode.ts";
import { actionResultFrom, directoryFrom, encodeOurs, type MessageName, type PublicMessage, treeFrom } from "./public-messages.ts";

interface Vector {
  readonly name: string;
  readonly type: MessageName;
  readonly message: PublicMessage;
  readonly hex: string;
  readonly sha256: string;
  readonly size: number;
}

const { vectors } = JSON.parse(readFileSync(join(import.meta.dirname, "golden.json"), "utf8")) as { vectors: readonly Vector[] };

/** What can be read back, and what it should be then. */
const READABLE: Partial<Record<MessageName, readonly [decode: (bytes: Buffer) => unknown, from: (message: PublicMessage) => unknown]>> = {
  Directory: [decodeDirectory, directoryFrom],
  Tree: [decodeTree, treeFrom],
  ActionResult: [decodeActionResult, actionResultFrom],
};

describe("the bytes that the public schema gives to a message", () => {
  test.each(vectors)("$name", ({ type, message, hex, sha256, size }) => {
    const bytes = encodeOurs(type, message);
    expect(bytes.toString("hex")).toBe(hex);
    expect(digestOf(bytes)).toEqual({ hash: sha256, sizeBytes: size });
    const [decode, from] = READABLE[type] ?? [];
    if (decode !== undefined) expect(decode(Buffer.from(hex, "hex"))).toEqual(from?.(message));
  });

  test("are known for every message that we have", () => {
    expect(new Set(vectors.map(({ type }) => type))).toEqual(new Set(["Directory", "Tree", "Command", "Action", "ActionResult"]));
  });
});
