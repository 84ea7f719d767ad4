import { describe, expect, test } from "@jest/globals";
import { marked, originOf } from "../src/written-file.ts";

const yaml = marked({ text: "name: ci\n", command: "repo init --ci github" });
const script = marked({ text: "#!/bin/sh\nexit 0\n", command: "repo hooks install" });

describe("the mark", () => {
  test("stands first, or behind the line that names an interpreter", () => {
    expect(yaml).toMatch(/^# written by repo init --ci github; sha256 [0-9a-f]{64}\nname: ci\n$/);
    expect(script).toMatch(/^#!\/bin\/sh\n# written by repo hooks install; sha256 [0-9a-f]{64}\nexit 0\n$/);
  });

  test.each([
    ["as it was written", yaml, "ours"],
    ["a script", script, "ours"],
    ["with the line ends of Windows", yaml.replaceAll("\n", "\r\n"), "ours"],
    ["a changed line", yaml.replace("name: ci", "name: cd"), "edited"],
    ["a line more", `${yaml}# mine\n`, "edited"],
    ["no line break at the end", yaml.trimEnd(), "edited"],
    ["another interpreter", script.replace("/bin/sh", "/bin/bash"), "edited"],
    ["no mark", "name: ci\n", "foreign"],
    ["nothing at all", "", "foreign"],
    ["the mark further down", `name: x\n${yaml}`, "foreign"],
  ])("%s", (_what, content, origin) => {
    expect(originOf(content)).toBe(origin);
  });
});
