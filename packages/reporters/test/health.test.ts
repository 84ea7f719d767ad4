import { expect, test } from "@jest/globals";
import { type Finding, renderHealth } from "@nix-repo/reporters";
import { ASCII, UNICODE } from "../src/symbols.ts";

const findings: readonly Finding[] = [
  { check: "nix", severity: "fine", what: "2.26.3" },
  {
    check: "left running",
    severity: "problem",
    what: "tasks of runs that were killed",
    details: ["web:dev   run 3   process 7"],
    why: "They hold ports, memory and files, and may write into outputs.",
    fix: "End them:",
    command: "repo doctor --end",
  },
  { check: "clone", severity: "warning", what: "shallow: its history is cut off", why: "It has to be fetched.", fix: "Fetch it." },
];

test("what is fine is a line, what is not is explained below it", () => {
  expect(renderHealth(findings, { colour: false, symbols: UNICODE })).toBe(`✓ nix           2.26.3
✗ left running  tasks of runs that were killed
                web:dev   run 3   process 7
                why  They hold ports, memory and files, and may write into outputs.
                fix  End them:
                run  repo doctor --end
! clone         shallow: its history is cut off
                why  It has to be fetched.
                fix  Fetch it.

1 problem, 1 warning, 1 fine`);
});

test("sentences are wrapped into a narrow terminal, commands are not", () => {
  const [, finding] = findings;
  const long = { ...(finding as Finding), command: "a command that is a good deal longer than the line" };
  expect(renderHealth([long], { colour: false, symbols: ASCII, columns: 51 })).toBe(`x left running  tasks of runs that were killed
                web:dev   run 3   process 7
                why  They hold ports, memory and
                     files, and may write into
                     outputs.
                fix  End them:
                run  a command that is a good deal longer than the line

1 problem, 0 fine`);
});

test("colours say how bad it is", () => {
  const text = renderHealth(findings, { colour: true, symbols: UNICODE });
  expect(text).toContain("\u001b[32m✓\u001b[39m nix");
  expect(text).toContain("\u001b[31m✗\u001b[39m left running");
  expect(text).toContain("\u001b[33m!\u001b[39m clone");
});

test("nothing to say", () => expect(renderHealth([], { colour: false, symbols: ASCII })).toBe("\n0 fine"));

test("of many details there are twenty lines", () => {
  const details = Array.from({ length: 1_000 }, (_, i) => `service ${i}`);
  const text = renderHealth([{ check: "manifests", severity: "warning", what: "much", details }], { colour: false, symbols: UNICODE });
  expect(text.split("\n").slice(18)).toEqual([
    "             service 17",
    "             service 18",
    "             … and 981 more (--json has all)",
    "",
    "1 warning, 0 fine",
  ]);
});
