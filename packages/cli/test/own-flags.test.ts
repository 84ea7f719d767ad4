import { expect, test } from "@jest/globals";
import { Cli } from "clipanion";
import { OWN_FLAGS } from "../src/command-names.ts";
import { RunCommand } from "../src/commands/run.ts";
import { VerbCommand } from "../src/commands/verb.ts";

test("the flags that no parameter may be named like are those of the commands that run verbs", () => {
  const flags = [VerbCommand, RunCommand].flatMap((command) => Cli.from([command]).definitions()[0]?.options ?? []);
  const names = flags.flatMap(({ definition }) => (definition.split(" ")[0] ?? "").split(",")).filter((name) => name.startsWith("--"));
  expect([...OWN_FLAGS]).toEqual([...new Set([...names, "--help"])].sort());
});
