import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { type NixInstall, nixVersions, oracleRandom, repoCommand } from "@nix-repo/testkit";
import { KEPT, keptState, rootsIn } from "./kept-state.ts";
import { type NixWorkspace, nixWorkspaceOf, withoutSlowness } from "./nix-workspace.ts";
import { runProgram } from "./run-program.ts";

/** How many runs are killed on each version: fifty together. REPO_KEEP_SEED repeats what a failure names. */
const kills = Number(process.env.REPO_KEEP_KILLS ?? 12);
const seed = Number(process.env.REPO_KEEP_SEED ?? 1);

/**
 * `web` is named by nobody, so that the flake has to be asked for its shells; the hook of `hooked` is recorded; `pinned` depends on the whole tree, and is
 * never kept.
 */
const registry = { services: { web: { path: "web" }, hooked: { path: "hooked", shellHook: "capture" }, pinned: { path: "pinned" } } };
const VERSION = "VERSION = builtins.readFile ./version;\n";
const flake = {
  shells: {
    web: { attributes: VERSION, shellHook: "export HOOKED=$VERSION" },
    hooked: { attributes: VERSION, shellHook: "export HOOKED=$VERSION" },
    pinned: { attributes: `${VERSION}MODIFIED = toString self.lastModified;\n`, shellHook: "export HOOKED=$VERSION" },
  },
};
type Service = keyof (typeof flake)["shells"];
const SERVICES = Object.keys(flake.shells) as readonly Service[];

// What a run writes itself does not depend on Nix.
describe.each(nixVersions().slice(-1))("$label: a run that is killed before each call that changes a folder", (nix) => {
  test.each([
    ["a stale environment", { calls: ["mkdir", "link", "rename", "unlink", "unlinkat", "rmdir", "truncate"], least: 40 }],
    ["nothing kept", { calls: ["mkdir", "link", "rename"], least: 20 }],
  ])("with %s: the next one is right, and nothing is left", async (kept, { calls, least }) => {
    using workspace = killableWorkspace(nix);
    await runToItsEnd(workspace, "web");
    let version = 0;
    for (const call of calls) {
      for (let at = 1; ; at++) {
        workspace.write({ version: String(++version) });
        if (kept === "nothing kept") removeAll(workspace);
        // Of the main thread alone, which does all of it.
        const strace = ["strace", `--trace=${call}`, "--signal=none", `--inject=${call}:signal=KILL:when=${at}`];
        const run = await runProgram([...strace, ...commandFor("web")], placeOf(workspace));
        if (run.signal !== "SIGKILL") break;
        const about = run.stderr.trim().split("\n").at(-2);
        expect({ about, ...(await runToItsEnd(workspace, "web")) }).toEqual({ about, ...rightFor(version) });
        expect({ about, ...whatThereIs(workspace) }).toEqual({ about, ...whatShouldBe("web") });
      }
    }
    expect(version).toBeGreaterThan(least);
  });
});

describe.each(nixVersions())("$label: a run that is killed", (nix) => {
  test(`${kills} times, at any moment (seed ${seed}): the next one is right, waits for nobody, and nothing is left`, async () => {
    using workspace = killableWorkspace(nix);
    const random = oracleRandom(seed, nix.label);
    const longest = new Map<Service, number>();
    for (const service of SERVICES) longest.set(service, await durationOf(workspace, service));
    for (let round = 1; round <= kills; round++) {
      const service = random.pick(SERVICES) ?? "web";
      // A terminal and CI kill all processes; who kills a process by its number, or runs out of memory, leaves its Nix running.
      const all = random.below(2) === 0;
      const after = Math.round((random.below(1000) / 1000) * (longest.get(service) ?? 0));
      const about = `round ${round}: ${service}, ${all ? "with all that it started" : "by itself"}, after ${after} ms`;
      workspace.write({ version: String(round) });
      await runAndKill(workspace, service, { all, after });
      expect({ about, ...(await runToItsEnd(workspace, service)) }).toEqual({ about, ...rightFor(round) });
      expect({ about, ...whatThereIs(workspace) }).toEqual({ about, ...whatShouldBe(...SERVICES) });
    }
  });
});

function killableWorkspace(nix: NixInstall): NixWorkspace {
  const workspace = nixWorkspaceOf(nix, { registry, flake, within: "repository", files: { version: "0" } });
  mkdirSync(join(workspace.folder.path, "tmp"));
  return workspace;
}

/** All that is kept, and Nix's notes of it. */
function removeAll({ path, env }: NixWorkspace): void {
  for (const folder of [join(path, ".repo"), join(env.NIX_STATE_DIR ?? "", "gcroots/auto")]) rmSync(folder, { recursive: true });
}

function rightFor(version: number) {
  return { stdout: `${version}\n${version}\n`, stderr: "", exitCode: 0, signal: null };
}

const FOLDERS = { web: KEPT, hooked: KEPT, pinned: ["current", "turn, free"] };

function whatShouldBe(...services: readonly Service[]) {
  const shells = Object.fromEntries(services.map((service) => [service, FOLDERS[service]]));
  return {
    hidden: "*\n",
    state: { answers: ["answer", "turn, free"], choices: services.map(() => "choice"), ...shells },
    roots: { live: services.filter((service) => service !== "pinned").map(() => expect.anything()), dead: [] },
    temporary: [],
  };
}

function whatThereIs(workspace: NixWorkspace) {
  const temporary = readdirSync(join(workspace.folder.path, "tmp")).filter((name) => name.startsWith("repo-"));
  const hidden = readFileSync(join(workspace.path, ".repo/.gitignore"), "utf8");
  return { hidden, state: keptState(workspace), roots: rootsIn(workspace), temporary };
}

const commandFor = (service: Service) => [...repoCommand(), "exec", service, "--", "printenv", "VERSION", "HOOKED"] as const;

const placeOf = ({ path, env, folder }: NixWorkspace) => ({ cwd: path, env: { ...env, TMPDIR: join(folder.path, "tmp") } });

/** Whoever waits for one that was killed would wait without end. */
async function runToItsEnd(workspace: NixWorkspace, service: Service) {
  const run = await runProgram(["timeout", "--signal=KILL", "120", ...commandFor(service)], placeOf(workspace));
  return { ...run, stderr: withoutSlowness(run.stderr) };
}

/** In milliseconds, with something to capture. */
async function durationOf(workspace: NixWorkspace, service: Service): Promise<number> {
  const durations: number[] = [];
  for (let time = 0; time < 3; time++) {
    workspace.write({ version: `before ${time}` });
    const start = performance.now();
    await runToItsEnd(workspace, service);
    durations.push(performance.now() - start);
  }
  // The first one in a new store takes longer.
  return Math.max(...durations.slice(1));
}

/** It may have ended by itself before. */
async function runAndKill(workspace: NixWorkspace, service: Service, { all, after }: { all: boolean; after: number }): Promise<void> {
  const [program, ...args] = commandFor(service);
  const child = spawn(program ?? "", args, { ...placeOf(workspace), detached: true, stdio: "ignore" });
  const pid = child.pid ?? Number.NaN;
  const timer = setTimeout(() => {
    try {
      process.kill(all ? -pid : pid, "SIGKILL");
    } catch {
      // It has ended, and we are about to hear of it.
    }
  }, after);
  await new Promise((resolve) => child.once("exit", resolve));
  clearTimeout(timer);
}
