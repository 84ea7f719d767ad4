import { describe, expect, test } from "@jest/globals";
import { commandText } from "../src/index.ts";

const place = { file: "/w/x" };
const REGISTRY = { kind: "registry", place } as const;

describe("commandText", () => {
  test("is what a person would type", () => {
    expect(commandText({ source: REGISTRY, run: { kind: "bash", script: "npm run build\n" } })).toBe("npm run build");
    expect(commandText({ source: REGISTRY, run: { kind: "bash", script: "\nset -x\nnpm test" } })).toBe("set -x …");
    expect(commandText({ source: REGISTRY, run: { kind: "argv", argv: ["npx", "a b", "it's", "--x=1"] } }, ["$y", ""])).toBe(
      "npx 'a b' 'it'\\''s' --x=1 '$y' ''",
    );
    expect(
      commandText(
        {
          source: { kind: "delegate", tool: "just", recipe: "test", place },
          run: { kind: "argv", argv: ["just", "--justfile", "/w/x", "test"] },
        },
        ["-v"],
      ),
    ).toBe("just test -v");
  });
});
