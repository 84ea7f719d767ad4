import { describe, expect, test } from "@jest/globals";
import { argvOf } from "../src/argv-of.ts";

describe("the command of a verb", () => {
  const bash = ["/b/bash", "--norc", "-euo", "pipefail", "-c"];
  test.each([
    [["go", "test"], ["-v"], ["go", "test", "-v"]],
    ["go test", [], [...bash, "go test", "bash"]],
    ["go test\n", ["-v", "a b"], [...bash, 'go test "$@"', "bash", "-v", "a b"]],
    ['run "$1"', ["x"], [...bash, 'run "$1"', "bash", "x"]],
    ['for a in "$@"; do :; done', ["x"], [...bash, 'for a in "$@"; do :; done', "bash", "x"]],
    ["echo ${1:-none}", ["x"], [...bash, "echo ${1:-none}", "bash", "x"]],
    ["awk '{ print $1 }' names", ["x"], [...bash, "awk '{ print $1 }' names \"$@\"", "bash", "x"]],
    ["echo \\$1", ["x"], [...bash, 'echo \\$1 "$@"', "bash", "x"]],
    ["echo ${#list}", ["x"], [...bash, 'echo ${#list} "$@"', "bash", "x"]],
    ["echo $#", ["x"], [...bash, "echo $#", "bash", "x"]],
    ["echo $HOME", ["x"], [...bash, 'echo $HOME "$@"', "bash", "x"]],
  ])("%j with %j", (run, args, argv) => {
    expect(argvOf(typeof run === "string" ? { kind: "bash", script: run } : { kind: "argv", argv: run }, args, "/b/bash")).toEqual(argv);
  });
});
