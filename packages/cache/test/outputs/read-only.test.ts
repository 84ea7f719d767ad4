import { execFileSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { temporaryFolder } from "@nix-repo/testkit";

test("folders that cannot be written are restored, cleared away, and as they were in the end", () => {
  using folder = temporaryFolder();
  // Root without what lets it pass over permissions.
  const asAnybody = process.getuid?.() === 0 ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] : [];
  const [command = "", ...args] = [...asAnybody, process.execPath, join(import.meta.dirname, "read-only-process.ts"), folder.path];
  const printed = execFileSync(command, args, { encoding: "utf8" });
  chmodSync(join(folder.path, "dist"), 0o755);
  const restored = ["restored", true];
  expect(JSON.parse(printed)).toEqual({ changed: restored, removed: restored, left: [], cleared: restored });
});
