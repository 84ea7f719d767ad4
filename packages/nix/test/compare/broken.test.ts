import { existsSync, watch } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { flakeText, nixVersions, privateNixStore } from "@nix-repo/testkit";
import { fakeNix } from "../nix-workspace.ts";
import { comparedWorkspace, evaluations, type Files, ONCE_EACH, SAME, wanting } from "./compared-workspace.ts";

const SETUP = { "nix/stdenv/setup": "export PATH=/usr/bin:/bin\n" };

describe.each(nixVersions())("$label: what is broken", (nix) => {
  const store = privateNixStore(nix);
  afterAll(() => store.dispose());
  const workspaceOf = (files: Files) => comparedWorkspace({ nix, store, files });
  const WEB = { ...SETUP, "flake.nix": flakeText({ shells: 'default = mk "default" { }; web = mk "web" { };' }) };

  test("a shell that is broken on one side, or on both", async () => {
    const shells = (web: string, api: string) => ({
      "flake.nix": flakeText({
        shells: `web = mk "web" { A = ${web}; }; api = mk "api" { A = ${api}; }; good = mk "good" { }; more = mk "more" { }; bad = mk "bad" { A = builtins.head 1; };`,
      }),
    });
    // Nothing catches an error of types; a throw is caught.
    using workspace = workspaceOf({ ...SETUP, ...shells("1 + [ ]", '"1"') });
    const before = { ...workspace.drvPaths("api") };
    workspace.put(shells('"1"', 'throw "not any more"'));
    const after = workspace.drvPaths("web");
    const unknown = (shell: string) => ({ kind: "unknown", why: `the devShell ${shell} can be evaluated neither now nor at the base` });
    expect(await workspace.compare(wanting("good", "web", "api", "more", "bad"))).toEqual({
      good: SAME,
      web: { kind: "changed", changed: { shell: "web", to: after.web, lockInputs: [], files: ["flake.nix"] } },
      api: { kind: "changed", changed: { shell: "api", from: before.api, lockInputs: [], files: ["flake.nix"] } },
      more: SAME,
      bad: unknown("bad"),
    });
    expect(await workspace.compare(wanting("bad"))).toEqual({ bad: unknown("bad") });
  });

  test("a shell that throws costs no evaluation more", async () => {
    const shells = (value: string) => ({ "flake.nix": flakeText({ shells: `web = mk "web" { A = ${value}; }; api = mk "api" { };` }) });
    using workspace = workspaceOf({ ...SETUP, ...shells('throw "soon"') });
    workspace.put(shells('"1"'));
    const after = workspace.drvPaths("web");
    expect(await workspace.compare(wanting("web", "api"))).toEqual({
      web: { kind: "changed", changed: { shell: "web", to: after.web, lockInputs: [], files: ["flake.nix"] } },
      api: SAME,
    });
    expect(evaluations(workspace.asked())).toEqual(ONCE_EACH);
  });

  test("a flake that was broken as a whole", async () => {
    using workspace = workspaceOf({ ...SETUP, "flake.nix": "{ outputs = { self }: { devShells = ; }; }\n" });
    workspace.put({ "flake.nix": flakeText({ shells: 'web = mk "web" { }; api = mk "api" { };' }) });
    const after = workspace.drvPaths("web", "api");
    const changed = (shell: "web" | "api") => ({
      kind: "changed",
      changed: { shell, to: after[shell], lockInputs: [], files: ["flake.nix"] },
    });
    expect(await workspace.compare(wanting("web", "api"))).toEqual({ web: changed("web"), api: changed("api") });
  });

  test("a flake that was not there", async () => {
    using workspace = workspaceOf({ "src/main.c": "1\n" });
    workspace.put({ ...SETUP, "flake.nix": flakeText({ shells: 'web = mk "web" { };' }) });
    workspace.git("add", "--all");
    const after = workspace.drvPaths("web");
    expect(await workspace.compare(wanting("web"))).toEqual({
      web: { kind: "changed", changed: { shell: "web", to: after.web, lockInputs: [], files: ["flake.nix"] } },
    });
    expect(evaluations(workspace.asked())).toEqual({ base: 0, now: 1, others: [] });
  });

  test("what is wrong with Nix as a whole", async () => {
    using workspace = workspaceOf(WEB);
    workspace.put({ "src/main.c": "1\n" });
    const services = wanting("default", "web");
    const missing = join(workspace.beside, "nowhere/nix");
    expect(await workspace.compared(services, { nixProgram: missing })).toEqual({ ok: false, error: { code: "nix-missing" } });
    expect(await workspace.compared(services, { signal: AbortSignal.abort() })).toEqual({
      ok: false,
      error: { code: "nix-failed", installable: ".", message: "interrupted" },
    });
    const broken = await workspace.compared(services, { env: { NIX_REMOTE: "unix:///nowhere/socket" } });
    expect(broken).toEqual({
      ok: false,
      error: expect.objectContaining({ code: "nix-failed", message: expect.stringContaining("/nowhere/socket") }),
    });
  });

  test("an interruption while Nix is at work", async () => {
    using workspace = workspaceOf(WEB);
    workspace.put({ "src/main.c": "1\n" });
    const started = join(workspace.beside, "started");
    const nixProgram = fakeNix(join(workspace.beside, "waiting"), nix.bin, `[[ "$3" == eval ]] && : > ${started} && exec sleep 1000`);
    const stop = new AbortController();
    const compared = workspace.compared(wanting("default", "web"), { nixProgram, signal: stop.signal });
    await appears(started);
    stop.abort();
    expect(await compared).toEqual({ ok: false, error: { code: "nix-failed", installable: ".", message: "interrupted" } });
  });
});

/** Resolves when a file is there. */
function appears(file: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(join(file, ".."), () => {
      if (existsSync(file)) finish();
    });
    const finish = () => {
      watcher.close();
      resolve();
    };
    if (existsSync(file)) finish();
  });
}
