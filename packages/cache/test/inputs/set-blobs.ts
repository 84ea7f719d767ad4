// Keeps what forty blobs hold, ten at a time: FOLDER NUMBER
import { createHash } from "node:crypto";
import { BlobTable } from "../../src/inputs/blob-table.ts";

const [, , folder = "", number] = process.argv;
for (let i = 0; i < 40; i += 10) {
  const table = new BlobTable({ folder, mode: "rw" });
  for (let j = i; j < i + 10; j++) {
    const blob = Number(number) * 40 + j;
    const hash = createHash("sha256").update(`${blob}`).digest("hex");
    table.set(createHash("sha1").update(`blob ${blob}`).digest("hex"), { hash, sizeBytes: blob });
  }
  table.flush();
}
