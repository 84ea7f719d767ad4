import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import type { WorkflowOptions } from "@nix-repo/scaffold";
import { git, nixVersions, privateNixStore, temporaryFolder } from "@nix-repo/testkit";
import { plain } from "./every-variant.ts";
import { ciOf, stepNamed } from "./workflow.ts";

const system = `${process.arch === "arm64" ? "aarch64" : "x86_64"}-${process.platform}`;

const NO_FLAKES = '{ "flakes": [], "version": 2 }';

/** A flake whose package is a `repo` that says where it is from. */
const bringsRepo = (says: string) => `{
  outputs = _: {
    packages.${system}.default = builtins.derivation {
      name = "repo";
      system = "${system}";
      builder = "/bin/sh";
      args = [ "-c" "/bin/mkdir -p $out/bin; echo echo ${says} >$out/bin/repo; /bin/chmod +x $out/bin/repo" ];
    };
  };
}
`;

describe.each(nixVersions())("$label: the step that installs repo", ({ bin }) => {
  test.each(["", "nix"])("brings the input of the team's flake, as its lock has it (flake in '%s')", (folder) => {
    using files = temporaryFolder({ "repo/flake.nix": bringsRepo("from the input"), "team/code.txt": "", "registry.json": NO_FLAKES });
    const flake = `{ inputs.repo.url = "path:${join(files.path, "repo")}"; outputs = _: { }; }\n`;
    files.write({ [join("team", folder, "flake.nix")]: flake });
    git(join(files.path, "team"), "init", "--quiet");
    git(join(files.path, "team"), "add", "--all");
    using store = privateNixStore({ bin });
    // Older versions want a registry of all flakes, though they take nothing from it.
    const NIX_CONFIG = `flake-registry = ${join(files.path, "registry.json")}`;
    const env = { PATH: `${bin}:/usr/bin:/bin`, HOME: files.path, ...store.variables, NIX_CONFIG };
    expect(spawnSync("nix", ["flake", "lock"], { cwd: join(files.path, "team", folder), env })).toMatchObject({ status: 0 });
    // What comes later is not what the lock names.
    files.write({ "repo/later.txt": "" });
    const said = install(
      { ...plain, flake: folder === "" ? "." : `./${folder}` },
      { cwd: join(files.path, "team"), env, temporary: files.path },
    );
    expect(said).toBe("from the input\n");
  });

  test("brings the flake that it was told", () => {
    using files = temporaryFolder({ "flake.nix": bringsRepo("from a flake") });
    using store = privateNixStore({ bin });
    const env = { PATH: `${bin}:/usr/bin:/bin`, HOME: files.path, ...store.variables };
    const options: WorkflowOptions = { ...plain, repoComesFrom: { kind: "flake", reference: `path:${files.path}#default` } };
    expect(install(options, { cwd: files.path, env, temporary: files.path })).toBe("from a flake\n");
  });
});

test("the step that knows no repo fails, and says what to do", () => {
  const { run = "" } = stepNamed(ciOf({ ...plain, repoComesFrom: { kind: "unknown" } }), "Install repo");
  const done = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", run], { encoding: "utf8" });
  expect(done).toMatchObject({
    status: 1,
    stdout: "::error::Where repo comes from is not known yet: repo init --ci github --repo-from FLAKE says it\n",
  });
});

/** Plays the step as a runner does, and then runs what it has put on the PATH. */
function install(
  options: WorkflowOptions,
  { cwd, env, temporary }: { cwd: string; env: Readonly<Record<string, string>>; temporary: string },
): string {
  const RUNNER_TEMP = join(temporary, "runner temp");
  mkdirSync(RUNNER_TEMP);
  const GITHUB_PATH = join(temporary, "path");
  const { run = "" } = stepNamed(ciOf(options), "Install repo");
  const shell = ["--noprofile", "--norc", "-eo", "pipefail", "-c"];
  const done = spawnSync("bash", [...shell, run], { cwd, env: { ...env, RUNNER_TEMP, GITHUB_PATH }, encoding: "utf8" });
  expect({ status: done.status, stderr: done.status === 0 ? "" : done.stderr }).toEqual({ status: 0, stderr: "" });
  const PATH = `${readFileSync(GITHUB_PATH, "utf8").trim()}:/usr/bin:/bin`;
  return spawnSync("repo", [], { env: { PATH }, encoding: "utf8" }).stdout;
}
