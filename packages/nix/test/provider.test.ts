import { existsSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { nixSystem, nixVersions, stubNixpkgs, writeFlake } from "@nix-repo/testkit";
import { fakeNix, inferred, named, nixWorkspace, nixWorkspaces, outputOf, trackAll, value } from "./nix-workspace.ts";

const WHO = 'printf %s "$WHO"';
const shells = {
  default: { env: { WHO: "default" } },
  web: { env: { WHO: "web" } },
  "backend.ms1": { env: { WHO: "backend.ms1" } },
  '"a.b"': { env: { WHO: "a.b" } },
  '"with space"': { env: { WHO: "with space" } },
  '"grün"': { env: { WHO: "grün" } },
};

describe.each(nixVersions())("$label: which devShell a name means", (nix) => {
  const workspaceOf = nixWorkspaces(nix);

  test.each([
    ["web", "web"],
    ["backend.ms1", "backend.ms1"],
    ["devShells.backend.ms1", "backend.ms1"],
    ["devShells.web", "web"],
    [`devShells.${nixSystem}.web`, "web"],
    [`devShells.${nixSystem}.backend.ms1`, "backend.ms1"],
    ['"a.b"', "a.b"],
    ["a.b", "a.b"],
    ['devShells."a.b"', "a.b"],
    ["with space", "with space"],
    ["grün", "grün"],
    [".#web", "web"],
    ["./other#default", "other"],
    ["./other", "other"],
    ["path:./other#default", "other"],
  ])("%s", async (name, who) => {
    using workspace = workspaceOf({ shells });
    writeFlake(join(workspace.root, "other"), { shells: { default: { env: { WHO: "other" } } } });
    const context = { script: WHO, base: workspace.caller, cwd: workspace.root };
    expect(await outputOf(workspace.provider(), named(name), context)).toBe(who);
  });

  test("the first candidate that the flake has, asked once", async () => {
    using workspace = workspaceOf({ shells });
    const log = join(workspace.root, "../calls");
    const nixProgram = fakeNix(join(workspace.root, "../fake"), nix.bin, `echo "$3 $*" >> ${log}`);
    const provider = workspace.provider({ nixProgram });
    const context = { script: WHO, base: workspace.caller, cwd: workspace.root };
    const choices = [
      inferred("client-web", "web", "default"),
      inferred("web"),
      named("web"),
      inferred("gone", "default"),
      inferred("backend.ms1", "a.b"),
    ];
    const outputs = await Promise.all(choices.map((choice) => outputOf(provider, choice, context)));
    expect(outputs).toEqual(["web", "web", "web", "default", "a.b"]);
    const calls = readFileSync(log, "utf8").trim().split("\n");
    expect(calls.filter((call) => call.endsWith("builtins.attrNames"))).toHaveLength(1);
    expect(calls.filter((call) => call.startsWith("print-dev-env"))).toHaveLength(3);
  });

  test("a flake without devShells: its default from an older place", async () => {
    using workspace = workspaceOf({ shells: { web: { env: { WHO: "old" } } } });
    const file = join(workspace.root, "flake.nix");
    writeFileSync(
      file,
      readFileSync(file, "utf8")
        .replace("devShells.${system} = {", "devShell.${system} = ({")
        .replace("      };\n\n    };", "      }).web;\n    };"),
    );
    const context = { script: WHO, base: workspace.caller, cwd: workspace.root };
    expect(await outputOf(workspace.provider(), inferred("web", "default"), context)).toBe("old");
  });

  test("a name that the flake does not have", async () => {
    using workspace = workspaceOf({ shells });
    const provider = workspace.provider();
    const available = ['"a.b"', "backend.ms1", "default", '"grün"', "web", '"with space"'];
    expect(await provider.environmentOf(named("wep"))).toEqual({
      ok: false,
      error: {
        code: "shell-missing",
        shell: "wep",
        flake: ".",
        nearest: "web",
        available,
        place: { file: "/w/services.config.ts", line: 3 },
      },
    });
    expect(await provider.environmentOf(named("devShells.backend.ms2"))).toMatchObject({
      error: { shell: "backend.ms2", nearest: "backend.ms1" },
    });
    expect(await provider.environmentOf(named("backend"))).toMatchObject({ error: { code: "shell-missing", shell: "backend", available } });
    expect(await provider.environmentOf(inferred("client-wep", "wep"))).toMatchObject({
      error: { code: "shell-missing", shell: "client-wep", available },
    });
    expect(value(await provider.listShells())).toEqual(available);
  });

  test("a shell that cannot be evaluated does not hide the others", async () => {
    using workspace = workspaceOf({ shells: { web: {}, broken: { attributes: 'X = throw "no such luck";\n' } } });
    const provider = workspace.provider();
    expect(value(await provider.listShells())).toEqual(["broken", "web"]);
    expect(await provider.environmentOf(named("broken"))).toMatchObject({ error: { code: "nix-failed", message: "no such luck" } });
  });
});

describe.each(nixVersions())("$label: where the flake lies", (nix) => {
  const workspaceOf = nixWorkspaces(nix);

  test.each([
    ["a folder", { name: "workspace", track: false }],
    ["a git repository's subfolder", { name: "below/workspace", track: true }],
    ["a path with a space and beyond ASCII", { name: "my wörk space 日本", track: false }],
    ["such a path in git", { name: "my wörk/space 日本", track: true }],
    ["a path with signs that mean something in a URL", { name: "a#b?c%20d&e", track: true }],
  ])("%s", async (_title, where) => {
    using workspace = workspaceOf({ shells }, where);
    const context = { script: 'printf "%s %s" "$WHO" "$PWD"', base: workspace.caller, cwd: workspace.root };
    expect(await outputOf(workspace.provider(), named("web"), context)).toBe(`web ${workspace.root}`);
    expect(await outputOf(workspace.provider(), inferred("backend-ms1", "default"), context)).toBe(`default ${workspace.root}`);
  });

  test("another folder of the workspace", async () => {
    using workspace = workspaceOf({ shells: {} }, { track: true });
    writeFlake(join(workspace.root, "my nix"), { shells });
    trackAll(workspace.root);
    const context = { script: WHO, base: workspace.caller, cwd: workspace.root };
    expect(await outputOf(workspace.provider({ flake: "./my nix" }), named("web"), context)).toBe("web");
  });

  test("nixpkgs replaced by flags", async () => {
    using workspace = workspaceOf({ shells: {} });
    const { folder, flags } = stubNixpkgs();
    writeFileSync(
      join(workspace.root, "flake.nix"),
      `{
        inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
        outputs = { self, nixpkgs }: {
          devShells = nixpkgs.lib.genAttrs [ "${nixSystem}" ] (system: let pkgs = nixpkgs.legacyPackages.\${system}; in {
            web = pkgs.mkShell { packages = [ pkgs.coreutils pkgs.bash ]; WHO = "stub"; shellHook = "export HOOKED=1"; };
          });
        };
      }`,
    );
    const context = { script: 'printf "%s %s " "$WHO" "$HOOKED"; type -P ls', base: workspace.caller, cwd: workspace.root };
    const output = await outputOf(workspace.provider({ nixFlags: flags }), inferred("web"), context);
    expect(output).toMatch(new RegExp(`^stub 1 ${workspace.caller.NIX_STORE_DIR}/[a-z0-9]+-coreutils-host/bin/ls\n$`));
    rmSync(folder, { recursive: true });
  });
});

describe.each(nixVersions())("$label: what Nix says when it fails", (nix) => {
  test("a file that git does not track", async () => {
    using workspace = nixWorkspace(nix, { shells: { web: { attributes: "X = import ./nix/new.nix;\n" } } }, { track: true });
    writeFileSync(join(workspace.root, "nix/new.nix"), '"x"\n');
    const result = await workspace.provider().environmentOf(named("web"));
    expect(result).toMatchObject({
      error: {
        code: "nix-failed",
        installable: ".#web",
        message: expect.stringMatching(/nix\/new\.nix'.*(No such file|does not exist)/),
        untracked: join(workspace.root, "nix/new.nix"),
      },
    });
  });

  test("a mistake in flake.nix: the message, and the rest in a log", async () => {
    using workspace = nixWorkspace(nix, { shells: { web: { attributes: "X = undefinedName;\n" } } });
    const result = await workspace.provider().environmentOf(named("web"));
    if (result.ok || result.error.code !== "nix-failed") throw new Error("expected to fail");
    expect(result.error.message).toMatch(/^undefined variable 'undefinedName'/);
    expect(result.error.message).toMatch(/flake\.nix:\d+:\d+/);
    expect(result.error.log).toBe(join(workspace.root, ".repo/logs", readdirSync(join(workspace.root, ".repo/logs"))[0] ?? ""));
    expect(readFileSync(result.error.log ?? "", "utf8")).toContain("error:");
    expect(readFileSync(join(workspace.root, ".repo/.gitignore"), "utf8")).toBe("*\n");
  });

  test("a build that fails: what it printed", async () => {
    using workspace = nixWorkspace(nix, { shells: { web: { setup: "echo the reason >&2\nexit 7\n" } } });
    const result = await workspace.provider().environmentOf(named("web"));
    expect(result).toMatchObject({ error: { code: "nix-failed", message: expect.stringContaining("failed with exit code 7") } });
    expect(result).toMatchObject({ error: { message: expect.stringContaining("the reason") } });
  });

  test("no flake at all", async () => {
    using workspace = nixWorkspace(nix, { shells });
    const provider = workspace.provider({ flake: ".." });
    expect(await provider.environmentOf(named("web"))).toMatchObject({
      error: { code: "nix-failed", message: expect.stringContaining("flake.nix") },
    });
  });

  test("a character that Nix cannot carry", async () => {
    using workspace = nixWorkspace(nix, { shells: { web: { setup: "export COLOUR=$'\\e[31m'\n" } } });
    const result = await workspace.provider().environmentOf(named("web"));
    expect(result).toMatchObject({
      error: { code: "nix-failed", message: expect.stringContaining("control character U+001B (ESC) must be escaped") },
    });
  });

  test("an abort ends it", async () => {
    using workspace = nixWorkspace(nix, { shells });
    const started = join(workspace.root, "../started");
    const nixProgram = fakeNix(
      join(workspace.root, "../fake"),
      nix.bin,
      `[[ $3 = print-dev-env ]] && { mkfifo ${started}; exec cat ${started}; }`,
    );
    const controller = new AbortController();
    const provider = workspace.provider({ nixProgram, signal: controller.signal });
    const result = provider.environmentOf(named("web"));
    await appears(started);
    controller.abort();
    expect(await result).toEqual({ ok: false, error: { code: "nix-failed", installable: ".#web", message: "interrupted" } });
  });
});

test("no Nix on PATH", async () => {
  const [nix] = nixVersions();
  if (nix === undefined) throw new Error("no Nix");
  using workspace = nixWorkspace(nix, { shells });
  const provider = workspace.provider({ callerEnv: { ...workspace.caller, PATH: dirname(process.execPath) } });
  expect(await provider.environmentOf(named("web"))).toEqual({ ok: false, error: { code: "nix-missing" } });
  expect(await provider.listShells()).toEqual({ ok: false, error: { code: "nix-missing" } });
});

/** Resolves when a file is there. */
function appears(file: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(dirname(file), () => {
      if (existsSync(file)) finish();
    });
    const finish = () => {
      watcher.close();
      resolve();
    };
    if (existsSync(file)) finish();
  });
}
