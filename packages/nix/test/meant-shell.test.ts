import { expect, test } from "@jest/globals";
import { meantShell } from "@nix-repo/nix";

const shells = ["web", "default", "backend.ms1", '"a.b"'];
const named = (name: string) => ({ kind: "named" as const, name, place: { file: "/x" } });
const inferred = (...candidates: string[]) => ({ kind: "inferred" as const, candidates });
const found = (shell: string) => ({ kind: "found", shell });

test.each([
  [named("web"), found("web")],
  [named("backend.ms1"), found("backend.ms1")],
  [named("devShells.backend.ms1"), found("backend.ms1")],
  [named("a.b"), found('"a.b"')],
  [named('"a.b"'), found('"a.b"')],
  [named("backend"), { kind: "missing" }],
  [named("wep"), { kind: "missing" }],
  [named("./code/web#default"), { kind: "elsewhere" }],
  [named("devShells.x86_64-linux.web"), { kind: "elsewhere" }],
  [inferred("code-web", "web", "default"), found("web")],
  [inferred("code-web", "default"), found("default")],
  [inferred("a.b"), found('"a.b"')],
  [inferred("ms1"), { kind: "missing" }],
  [{ kind: "none" as const }, { kind: "elsewhere" }],
])("%j", (choice, meant) => {
  expect(meantShell(choice, shells)).toEqual(meant);
});

test("a flake without devShells may still have a default elsewhere", () => {
  expect(meantShell(inferred("web", "default"), [])).toEqual({ kind: "elsewhere" });
  expect(meantShell(inferred("web"), [])).toEqual({ kind: "missing" });
});
