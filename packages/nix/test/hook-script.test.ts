import { expect, test } from "@jest/globals";
import type { CapturedEnvironment } from "../src/captured-environment.ts";
import { HOOK_SCRIPT_FORMAT, hookScript } from "../src/hook-script.ts";
import { quickName } from "../src/state-files.ts";

const captured: CapturedEnvironment = {
  format: 1,
  installable: ".#web",
  nixVersion: "2.26.3",
  variables: {
    EXPORTED: { type: "exported", value: "it's" },
    ONLY_SET: { type: "var", value: "a\nb" },
    LIST: { type: "array", value: ["a", "b c"] },
    MAP: { type: "associative", value: { "a b": "c" } },
    STRANGE: { type: "unknown" },
    HOME: { type: "exported", value: "/homeless-shelter" },
  },
  functions: { greet: '    echo "$1"\n' },
};

test("who changes the script says so in its format: kept scripts of other versions are then left alone", () => {
  const text = [hookScript(captured), hookScript({ ...captured, nixVersion: "2.8.1" })].join();
  expect(HOOK_SCRIPT_FORMAT).toBe(quickName(text));
});
