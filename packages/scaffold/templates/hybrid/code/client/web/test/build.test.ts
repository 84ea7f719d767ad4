import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { build } from "../tools/build.ts";

test("the built page names its script, and the script finds its modules", (t) => {
  const target = mkdtempSync(join(tmpdir(), "web-"));
  t.after(() => rmSync(target, { recursive: true }));
  build(target);
  const page = readFileSync(join(target, "index.html"), "utf8");
  const [, script = ""] = /src="\/(assets\/[0-9a-f]{12}\/main\.js)"/.exec(page) ?? [];
  const text = readFileSync(join(target, script), "utf8");
  assert.match(text, /from "\.\/greeting\.js"/);
  assert.match(readFileSync(join(target, script, "../greeting.js"), "utf8"), /function greeting\(name *, hour *\)/);
});
