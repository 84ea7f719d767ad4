import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { type FlakeSpec, git, type NixInstall, nixVersions } from "@nix-repo/testkit";
import { fakeNix, inferred, type NixWorkspace, named, nixWorkspace, outputOf, trackAll, value } from "../nix-workspace.ts";

const READS: FlakeSpec = {
  shells: {
    web: {
      attributes: [
        "A = builtins.readFile ./nix/value.txt;",
        "B = toString (builtins.attrNames (builtins.readDir ./nix/listed));",
        "C = if builtins.pathExists ./nix/local.nix then import ./nix/local.nix else 0;",
        "D = import ./nix/folder;",
        "E = builtins.readFile ./nix/link;",
        'F = (builtins.fromTOML (builtins.readFile (./nix + "/computed.toml"))).x;',
        "",
      ].join("\n"),
    },
    other: {},
  },
  outputs: 'packages.${system}.default = derivation { name = "all"; inherit system; builder = "/bin/sh"; src = ./.; };',
};

const FILES: Readonly<Record<string, string>> = {
  "nix/value.txt": "1",
  "nix/listed/a": "",
  "nix/folder/default.nix": '"folder"',
  "nix/target": "1",
  "nix/target2": "2",
  "nix/computed.toml": "x = 1\n",
  "src/main.c": "1",
};

describe.each(nixVersions())("$label: what a kept environment depends on", (nix) => {
  test("each way of reading, and nothing else", async () => {
    using workspace = workspaceOf(nix);
    const { root } = workspace;
    const calls = counting(workspace, nix);
    const ask = async () => {
      await outputOf(workspace.provider({ nixProgram: calls.program }), named("web"), { script: ":", base: workspace.caller, cwd: root });
      return calls.made() > 0;
    };
    const edit = async (what: string, change: () => void) => {
      change();
      return `${what}: ${(await ask()) ? "captured" : "kept"}`;
    };
    expect([
      await edit("first", () => {}),
      await edit("again", () => {}),
      await edit("code", () => write(root, "src/main.c", "2")),
      await edit("code added", () => track(root, "src/new.c", "1")),
      await edit("readFile", () => write(root, "nix/value.txt", "2")),
      await edit("the same again", () => write(root, "nix/value.txt", "2")),
      await edit("untracked in readDir", () => write(root, "nix/listed/b", "")),
      await edit("tracked in readDir", () => git(root, "add", "-N", "nix/listed/b")),
      await edit("removed from readDir", () => rmSync(join(root, "nix/listed/b"))),
      await edit("untracked for pathExists", () => write(root, "nix/local.nix", "1")),
      await edit("tracked for pathExists", () => git(root, "add", "-N", "nix/local.nix")),
      await edit("imported folder", () => write(root, "nix/folder/default.nix", '"new"')),
      await edit("symlink's target's content", () => write(root, "nix/target", "3")),
      await edit("symlink", () => {
        rmSync(join(root, "nix/link"));
        symlinkSync("target2", join(root, "nix/link"));
      }),
      await edit("computed path", () => write(root, "nix/computed.toml", "x = 2\n")),
      await edit("lock file", () => track(root, "flake.lock", '{ "nodes": { "root": {} }, "root": "root", "version": 7 }\n')),
      await edit("commit", () => git(root, "commit", "-qm", "1")),
      await edit("Nix's settings", () => writeFileSync(join(workspace.caller.NIX_CONF_DIR ?? "", "nix.conf"), "# new\n", { flag: "a" })),
    ]).toEqual([
      "first: captured",
      "again: kept",
      "code: kept",
      "code added: kept",
      "readFile: captured",
      "the same again: kept",
      "untracked in readDir: kept",
      "tracked in readDir: captured",
      "removed from readDir: captured",
      "untracked for pathExists: kept",
      "tracked for pathExists: captured",
      "imported folder: captured",
      "symlink's target's content: captured",
      "symlink: captured",
      "computed path: captured",
      "lock file: captured",
      "commit: kept",
      "Nix's settings: captured",
    ]);
  });

  test("what status says, prune removes and verify compares", async () => {
    using workspace = workspaceOf(nix);
    const { root } = workspace;
    const context = { script: ":", base: workspace.caller, cwd: root };
    expect(await workspace.provider().keeper.status([named("other")])).toEqual([
      { shell: "other", state: "missing", files: [], watched: [] },
    ]);
    await outputOf(workspace.provider(), named("other"), context);
    await outputOf(workspace.provider(), named("web"), context);
    const { keeper } = workspace.provider();
    expect(await keeper.status([named("other")], { sizes: true })).toMatchObject([
      { shell: "other", state: "valid", class: "files", files: ["flake.nix", "nix/stdenv/setup"], closureBytes: expect.any(Number) },
    ]);
    expect(await keeper.verify([named("web"), named("other")])).toMatchObject([
      { shell: "web", equal: true },
      { shell: "other", equal: true },
    ]);
    write(root, "nix/value.txt", "changed");
    expect(await keeper.status([named("web")])).toMatchObject([{ state: "stale", because: { kind: "file", what: "nix/value.txt" } }]);
    await outputOf(workspace.provider(), named("web"), context);
    expect(keeper.explainShell(named("web"))).toMatchObject({ because: { kind: "file", what: "nix/value.txt" } });
    expect(await keeper.prune([named("web")])).toEqual(["other"]);
    expect(await keeper.status([named("other")])).toMatchObject([{ state: "missing" }]);
    expect(value((await keeper.refresh([named("web")]))[0]?.result ?? fail())).toEqual({ refreshed: false });
    expect(value((await keeper.refresh([named("web")], { force: true }))[0]?.result ?? fail())).toEqual({ refreshed: true });
  });

  test("collecting garbage leaves it, and without its root it is captured anew", async () => {
    using workspace = workspaceOf(nix);
    const calls = counting(workspace, nix);
    const ask = async () => {
      await outputOf(workspace.provider({ nixProgram: calls.program }), named("other"), {
        script: ":",
        base: workspace.caller,
        cwd: workspace.root,
      });
      return calls.made() > 0;
    };
    const collect = () => execFileSync(join(nix.bin, "nix"), ["store", "gc"], { env: workspace.caller, stdio: "ignore" });
    expect(await ask()).toBe(true);
    collect();
    expect(await ask()).toBe(false);
    const [status] = await workspace.provider().keeper.status([named("other")]);
    rmSync(status?.rootPath ?? "");
    expect(await ask()).toBe(true);
    const [again] = await workspace.provider().keeper.status([named("other")]);
    rmSync(again?.rootPath ?? "");
    collect();
    expect(await ask()).toBe(true);
    expect(await ask()).toBe(false);
  });

  test("what uses the flake's revision is never kept", async () => {
    using workspace = workspaceOf(nix, { shells: { web: { attributes: 'R = self.rev or "none";\n' } } });
    await outputOf(workspace.provider(), named("web"), { script: ":", base: workspace.caller, cwd: workspace.root });
    const { keeper } = workspace.provider();
    expect(await keeper.status([named("web")])).toMatchObject([{ state: "unkept", because: { kind: "whole", what: "it reads self.rev" } }]);
  });

  test("a folder that cannot be written: captured, with one warning", async () => {
    using workspace = workspaceOf(nix);
    // A file where the folder should be stops everybody, root too.
    write(workspace.root, ".repo", "");
    const provider = workspace.provider();
    const context = { script: ":", base: workspace.caller, cwd: workspace.root };
    await outputOf(provider, named("other"), context);
    await outputOf(provider, inferred("web"), context);
    expect(workspace.notices.filter(({ level }) => level === "warning").map(({ text }) => text)).toEqual([
      `environments are not kept: there is a file where the folder should be (${workspace.root}/.repo/environments)`,
    ]);
  });
});

describe.each(nixVersions().slice(-1))("$label: many processes", (nix) => {
  const processes = Number(process.env.REPO_KEEP_PROCESSES ?? 8);
  test(`${processes} at once: one evaluation`, async () => {
    using workspace = workspaceOf(nix);
    const calls = counting(workspace, nix);
    const outputs = await Promise.all(Array.from({ length: processes }, () => run(workspace, calls.folder)));
    expect(new Set(outputs.map(({ stdout }) => stdout)).size).toBe(1);
    expect(outputs.map(({ code }) => code)).toEqual(outputs.map(() => 0));
    expect(calls.lines().filter((line) => line.includes("print-dev-env"))).toHaveLength(1);
  });

  const kills = Number(process.env.REPO_KEEP_KILLS ?? 4);
  test(`killed ${kills} times: right afterwards, and nothing is left`, async () => {
    using workspace = workspaceOf(nix);
    for (let i = 0; i < kills; i++) {
      write(workspace.root, "nix/value.txt", `round ${i}`);
      // Spread over the time that a capture takes.
      await run(workspace, nix.bin, 100 + (1200 * i) / kills);
    }
    const { stdout, code } = await run(workspace, nix.bin);
    const expected = execFileSync(join(nix.bin, "nix"), ["print-dev-env", "--profile", join(workspace.root, "../p"), ".#web"], {
      cwd: workspace.root,
      env: workspace.caller,
      stdio: "ignore",
    });
    void expected;
    expect(code).toBe(0);
    expect(stdout.trim()).toBe(execFileSync("readlink", ["-f", join(workspace.root, "../p")], { encoding: "utf8" }).trim());
    const environments = join(workspace.root, ".repo/environments");
    const [folder = ""] = readdirSync(environments).filter((name) => name.startsWith("web-"));
    const left = readdirSync(join(environments, folder)).map((name) => name.replace(/-.*/, ""));
    expect(left.sort()).toEqual(["current", "g", "turn"]);
    expect(
      readdirSync(join(environments, folder))
        .filter((name) => name.startsWith("turn-"))
        .map((name) => readFileSync(join(environments, folder, name), "utf8")),
    ).toEqual(["free"]);
  });
});

function workspaceOf(nix: NixInstall, flake = READS): NixWorkspace {
  const workspace = nixWorkspace(nix, flake);
  for (const [path, text] of Object.entries(FILES)) write(workspace.root, path, text);
  symlinkSync("target", join(workspace.root, "nix/link"));
  git(workspace.root, "init", "-q");
  trackAll(workspace.root);
  return workspace;
}

function write(root: string, path: string, text: string): void {
  mkdirSync(join(root, path, ".."), { recursive: true });
  writeFileSync(join(root, path), text);
}

function track(root: string, path: string, text: string): void {
  write(root, path, text);
  git(root, "add", path);
}

/** A `nix` that counts. */
function counting(workspace: NixWorkspace, { bin }: NixInstall) {
  const folder = join(workspace.root, "../counting");
  const log = join(folder, "calls");
  const program = fakeNix(folder, bin, `echo "$*" >> ${log}`);
  let seen = 0;
  const lines = () => (existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : []);
  return {
    folder,
    program,
    lines,
    made() {
      const all = lines().length;
      const made = all - seen;
      seen = all;
      return made;
    },
  };
}

/** The program in a process of its own, killed after some milliseconds. */
function run(workspace: NixWorkspace, bin: string, killAfter?: number): Promise<{ stdout: string; code: number | null }> {
  const script = join(import.meta.dirname, "ask-for-shell.ts");
  const request = JSON.stringify({ root: workspace.root, candidates: ["web"] });
  const child = spawn(process.execPath, [script, request], {
    env: { ...workspace.caller, PATH: `${bin}:${workspace.caller.PATH}` },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let stdout = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk;
  });
  const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), killAfter);
  return new Promise((resolve) => {
    const end = (code: number | null) => {
      clearTimeout(timer);
      resolve({ stdout, code });
    };
    child.on("close", end);
    // What a killed one leaves may hold its stdout open.
    if (killAfter !== undefined) child.on("exit", end);
  });
}

function fail(): never {
  throw new Error("nothing was said");
}
