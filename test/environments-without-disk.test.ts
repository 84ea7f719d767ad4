import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { type NixInstall, nixVersions, repoCommand } from "@nix-repo/testkit";
import { inNamespace } from "./in-namespace.ts";
import { type NixWorkspace, nixWorkspaceOf, withoutSlowness } from "./nix-workspace.ts";
import { notingNix } from "./noting-nix.ts";
import { runProgram } from "./run-program.ts";

const registry = { services: { web: { path: "web", verbs: { who: "echo $VERSION" } } } };
const flake = { shells: { web: { attributes: "VERSION = builtins.readFile ./version;\n", shellHook: "export HOOKED=$VERSION" } } };
const ASK = ["exec", "web", "--", "sh", "-c", 'echo "$VERSION $HOOKED"; exit 7'] as const;

function right(version: number, stderr: string) {
  return { stdout: `${version} ${version}\n`, stderr, exitCode: 7, signal: null };
}

const warning = ({ path }: NixWorkspace, reason: string) => `repo: environments are not kept: ${reason} (${path}/.repo/environments)\n`;

function workspaceOf(nix: NixInstall): NixWorkspace {
  const workspace = nixWorkspaceOf(nix, { registry, flake, within: "repository", files: { version: "1" } });
  mkdirSync(join(workspace.path, ".repo"));
  return workspace;
}

/** A run where something is mounted in `.repo`'s place. */
async function onMount({ path, env }: NixWorkspace, mount: string, args: readonly string[] = ASK) {
  const run = await inNamespace({ cwd: path, env, mount, command: [...repoCommand(), ...args] });
  return { ...run, stderr: withoutSlowness(run.stderr) };
}

const READ_ONLY = "mount -t tmpfs -o ro none .repo";
/** Files of ours in a folder with 200 places for them, and half a megabyte. */
const SMALL = "mount -t tmpfs -o size=512k,nr_inodes=200 none .repo";
const FILL = "head -c 10M /dev/zero >.repo/filler; for ((i = 0; i < 300; i++)); do : >.repo/filler$i || break; done";

describe.each(nixVersions())("$label: where .repo can only be read", (nix) => {
  test("commands run without keeping, with one warning", async () => {
    using workspace = workspaceOf(nix);
    for (let time = 0; time < 2; time++)
      expect(await onMount(workspace, READ_ONLY)).toEqual(right(1, warning(workspace, "the folder can only be read")));
  });

  test("what is kept there already serves, without a word; only what is stale is captured each time", async () => {
    using noting = notingNix(nix);
    using workspace = workspaceOf(noting);
    expect(await workspace.run(ASK)).toEqual(right(1, ""));
    noting.asked();
    const bound = "mount --bind .repo .repo && mount -o remount,bind,ro .repo";
    expect(await onMount(workspace, bound)).toEqual(right(1, ""));
    expect(noting.asked()).toEqual([]);
    workspace.write({ version: "2" });
    expect(await onMount(workspace, bound)).toEqual(right(2, warning(workspace, "the folder can only be read")));
  });

  test("by its mode: the same", async () => {
    using workspace = workspaceOf(nix);
    chmodSync(join(workspace.path, ".repo"), 0o555);
    expect(await withoutOverride(workspace, ASK)).toEqual(right(1, warning(workspace, "the folder can only be read")));
  });

  test("a run of tasks says it once, not once for each of the things that it cannot keep", async () => {
    using workspace = workspaceOf(nix);
    const run = await onMount(workspace, READ_ONLY, ["who", "web"]);
    expect(run).toMatchObject({ stdout: "1\n", exitCode: 0 });
    expect(run.stderr.split("\n").filter((line) => line.startsWith("repo: "))).toHaveLength(1);
  });
});

describe.each(nixVersions())("$label: where a file is in .repo's place", (nix) => {
  test("commands run without keeping, with one warning", async () => {
    using workspace = nixWorkspaceOf(nix, { registry, flake, within: "repository", files: { version: "1", ".repo": "" } });
    expect(await workspace.run(ASK)).toEqual(right(1, warning(workspace, "there is a file where the folder should be")));
  });
});

describe.each(nixVersions())("$label: where the disk is full", (nix) => {
  test("from the start: commands run without keeping, with one warning", async () => {
    using workspace = workspaceOf(nix);
    expect(await onMount(workspace, `${SMALL} && { ${FILL}; true; }`)).toEqual(right(1, warning(workspace, "the disk is full")));
  });

  test("while Nix is asked for the first time, or any later one: the same, and once there is room it is kept", async () => {
    const outcomes: string[] = [];
    while (!outcomes.includes("not reached")) outcomes.push(await filledAt(nix, outcomes.length + 1));
    // In between what was laid for Nix may make room enough when it goes.
    const [first, ...others] = outcomes.slice(0, -1);
    expect([first, others.at(-1)]).toEqual(["warned", "warned"]);
    expect(others.length).toBeGreaterThan(3);
  });
});

/** A disk that is full from the moment on when a run asks Nix for one of all the times that it does. */
async function filledAt(nix: NixInstall, time: number): Promise<"warned" | "kept" | "not reached"> {
  const before = `if ((number >= ${time})); then ( cd "$ROOT" && mv fill filled && { ${FILL}; } ) 2>/dev/null; fi`;
  using noting = notingNix(nix, { before });
  using workspace = workspaceOf(noting);
  workspace.write({ fill: "" });
  noting.asked();
  // Between the runs Nix is asked for something else, to tell what each of them asks.
  const script = [
    '"$@"; echo "exit $?"',
    "[[ -e filled ]] || exit 1",
    "rm .repo/filler*; nix --help >/dev/null",
    '"$@"; echo "exit $?"; nix --help >/dev/null',
    '"$@"; echo "exit $?"',
    "ls -A .repo/environments/web-*",
  ].join("; ");
  const command = ["bash", "-c", script, "bash", ...repoCommand(), ...ASK];
  const run = await inNamespace({ cwd: workspace.path, env: { ...workspace.env, ROOT: workspace.path }, mount: SMALL, command });
  if (run.exitCode === 1) return "not reached";
  const stderr = withoutSlowness(run.stderr);
  const kept = stderr === "";
  expect({ time, stderr }).toEqual({ time, stderr: kept ? "" : warning(workspace, "the disk is full") });
  expect(run.stdout).toMatch(/^(1 1\nexit 7\n){3}current\ng-\w+\nturn-\d+\n$/);
  const [, second, third] = noting
    .asked()
    .map(({ text }) => (text === "--help" ? "--help" : "asked"))
    .join(" ")
    .split("--help");
  expect({ second: second?.trim() === "", third }).toEqual({ second: kept, third: "" });
  return kept ? "kept" : "warned";
}

/** As somebody to whom the folder's mode applies: to root it does, where a capability is dropped. */
async function withoutOverride({ path, env }: NixWorkspace, args: readonly string[]) {
  const dropped = process.getuid?.() === 0 ? ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] : [];
  const run = await runProgram([...dropped, ...repoCommand(), ...args], { cwd: path, env });
  return { ...run, stderr: withoutSlowness(run.stderr) };
}
