import { expect, test } from "@jest/globals";
import { nixMessage, saysShellIsGroup, saysShellIsMissing } from "../src/nix-message.ts";

test("of a new Nix: the trace stands before the message", () => {
  const stderr = `warning: Git tree '/w' is dirty
error:
       … while calling the 'derivationStrict' builtin
         at <nix/derivation-internal.nix>:37:12:
           36|
       … while evaluating attribute 'X'
         at /nix/store/x-source/flake.nix:9:11:

       (stack trace truncated; use '--show-trace' to show the full, detailed trace)

       error: undefined variable 'lib'
       at /nix/store/x-source/flake.nix:9:15:
            8|   a
            9|     X = lib.y;
             |         ^
`;
  expect(nixMessage(stderr)).toBe(`undefined variable 'lib'
at /nix/store/x-source/flake.nix:9:15:
     8|   a
     9|     X = lib.y;
      |         ^`);
});

test("of an old Nix: the trace stands after it", () => {
  const stderr = `warning: Git tree '/w' is dirty
\u001b[31;1merror:\u001b[0m undefined variable 'lib'

       at /nix/store/x-source/flake.nix:9:15:

            9|     X = lib.y;
             |         ^

       … while evaluating the attribute 'X'
(use '--show-trace' to show detailed location information)
`;
  expect(nixMessage(stderr)).toBe(`undefined variable 'lib'

       at /nix/store/x-source/flake.nix:9:15:

            9|     X = lib.y;
             |         ^`);
});

test("of a build: what it printed stays", () => {
  const stderr = `building '/nix/store/x.drv'...
error: builder for '/nix/store/x.drv' failed with exit code 7;
       last 1 log lines:
       > the reason
       For full logs, run 'nix log /nix/store/x.drv'.
error: 1 dependencies of derivation '/nix/store/y.drv' failed to build
`;
  expect(nixMessage(stderr)).toBe(`builder for '/nix/store/x.drv' failed with exit code 7;
       last 1 log lines:
       > the reason
       For full logs, run 'nix log /nix/store/x.drv'.
1 dependencies of derivation '/nix/store/y.drv' failed to build`);
});

test("words without an error: the last of them", () => {
  expect(nixMessage("one\ntwo\n")).toBe("one\ntwo");
});

test("a missing shell, a group, and a missing attribute of something else", () => {
  expect(saysShellIsMissing("error: flake 'path:/w' does not provide attribute 'devShells.x.wep', 'packages.x.wep' or 'wep'")).toBe(true);
  expect(saysShellIsMissing("error:\n       error: attribute 'wep' missing")).toBe(false);
  expect(saysShellIsGroup("error: flake output attribute 'devShells.x.backend' is not a derivation")).toBe(true);
  expect(saysShellIsGroup("error: expected flake output attribute 'devShells.x.b' to be a derivation or path but found a set: { }")).toBe(
    true,
  );
});
