import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EnvironmentProvider, Launch, Result } from "@nix-repo/model";
import {
  BESIDE,
  drawEdit,
  type NixInstall,
  type OracleContext,
  type OracleFlake,
  type OracleShell,
  oracleRandom,
  oracleRepository,
  privateNixStore,
  readFile,
  removeReadOnly,
  repair,
} from "@nix-repo/testkit";
import { createNixProvider, type NixProviderOptions } from "../../src/index.ts";
import { countingNix } from "./counting-nix.ts";
import { OracleCounts } from "./oracle-counts.ts";
import { comparable, differences, fullName } from "./oracle-report.ts";
import { oracleTruth, type Truth, type TruthQuestion } from "./oracle-truth.ts";

export interface OracleRun {
  readonly nix: NixInstall;
  readonly flake: OracleFlake;
  readonly seed: number;
  readonly edits: number;
  /** What is put to the test. */
  readonly createProvider?: (options: NixProviderOptions) => EnvironmentProvider;
}

/**
 * Edits a repository at random, and after each edit asks for every shell as a new run of the program would. An environment that is not the one
 * that the real Nix gives from the whole repository at that moment fails the test, kept or not.
 * @throws with the seed, the history and the difference
 */
export async function runOracle({ nix, flake, seed, edits, createProvider = createNixProvider }: OracleRun): Promise<OracleCounts> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "oracle-")));
  const store = privateNixStore(nix);
  const random = oracleRandom(seed, flake.title);
  const repository = oracleRepository(folder, flake.entries, flake.form);
  const workspaceRoot = join(repository.root, flake.folder);
  // Without git the folder as a whole is the flake, what is kept in it included: its date would change by our own doing.
  const stateFolder = join(flake.form === "plain" ? folder : workspaceRoot, ".repo");
  const settings: OracleContext["settings"] = { nixConfig: undefined, flags: [], variable: "value" };
  const counting = countingNix(folder, nix.bin);
  const truthOf = oracleTruth(join(nix.bin, "nix"), join(folder, "truth"));
  const context: OracleContext = { repository, flake, random, settings, relock };
  const history: string[] = [];
  const counts = new OracleCounts();
  /** By shell: what was true of the environment that was captured last. */
  const captured = new Map<OracleShell, { drvPath: string; named: string }>();
  /** Shells whose kept environment was refused, and which were not captured since. */
  const refused = new Set<OracleShell>();

  try {
    if (flake.hasInputs) relock();
    if (flake.hasInputs && repository.isGit) repository.git("commit", "--quiet", "--amend", "--no-edit");
    /** For how many edits in a row. */
    let broken = 0;
    for (let step = 0; step <= edits; step++) {
      history.push(
        step === 0 ? "start" : random.chance(broken * 0.3) ? repair(context, broken > 2 ? "all" : "missing") : drawEdit(context),
      );
      const inFlight = step > 0 && random.chance(0.06) ? editWhileNixRuns() : undefined;
      if (inFlight !== undefined) await askWhileEdited(inFlight);
      broken = (await askForAll()) ? broken + 1 : 0;
      if (step === 0 && broken > 0) throw new Error(`"${flake.title}" cannot be evaluated at all`);
    }
    counts.edits += edits;
    return counts;
  } finally {
    store.dispose();
    if (process.env.REPO_ORACLE_KEEP === undefined) removeReadOnly(folder);
  }

  /** @returns whether a shell could not be evaluated */
  async function askForAll(): Promise<boolean> {
    const together = random.chance(0.1);
    const asked = together ? await askTogether() : await askOneByOne();
    const truths = truthOf(flake.shells, question());
    const named = flake.named === undefined ? "" : `${repository.stateOf(flake.named)}\n${JSON.stringify(settings)}`;
    for (const [index, answer] of asked.entries()) {
      const { shell, launch, started } = answer;
      const truth = truths[index];
      if (truth === undefined) throw new Error("a shell without truth");
      if (!answer.refused) check(shell, launch, started, [truth]);
      // Who started Nix is not known then.
      if (together && started.length > 0) forget(shell);
      else count(shell, { ...answer, truth, named });
      if (launch.ok && "drvPath" in truth && random.chance(0.02)) checkWhole(shell, launch.value);
    }
    return truths.some((truth) => "error" in truth);
  }

  /**
   * Not every stale environment is captured at once: what a later edit brings back must be known as well, and looking costs little where capturing
   * costs much.
   */
  async function askOneByOne(): Promise<Answer[]> {
    const answers: Answer[] = [];
    for (const shell of flake.shells) {
      const mayCapture = history.length === 1 || random.chance(0.5);
      const answer = await ask(shell, provider(mayCapture ? undefined : AbortSignal.abort()));
      answers.push({ shell, ...answer, refused: !mayCapture && !answer.launch.ok });
    }
    return answers;
  }

  /** As several tasks of one run do. */
  async function askTogether(): Promise<Answer[]> {
    const shared = provider();
    counting.started();
    const launches = await Promise.all(flake.shells.map(async (shell) => ({ shell, launch: await launchOf(shell, shared) })));
    const started = counting.started();
    return launches.map((launched) => ({ ...launched, started, refused: false }));
  }

  async function ask(shell: OracleShell, asked: EnvironmentProvider) {
    counting.started();
    const launch = await launchOf(shell, asked);
    return { launch, started: counting.started() };
  }

  /** As a new run of the program has it. @param signal where it is told to stop already, it starts no Nix */
  function provider(signal?: AbortSignal): EnvironmentProvider {
    return createProvider({
      workspaceRoot,
      flake: flake.reference,
      nixFlags: flags(),
      callerEnv: caller(),
      stateFolder,
      nixProgram: counting.program,
      signal,
    });
  }

  async function launchOf(shell: OracleShell, asked: EnvironmentProvider): Promise<Result<Launch>> {
    const choice =
      "name" in shell
        ? { kind: "named" as const, name: fullName(shell), place: { file: "services.config.ts" } }
        : { kind: "inferred" as const, candidates: shell.candidates };
    const environment = await asked.environmentOf(choice);
    if (!environment.ok) return environment;
    const run = { kind: "argv" as const, argv: ["/usr/bin/env"] };
    return environment.value.launch({ run, args: ["-0"], cwd: workspaceRoot, base: caller(), overlay: {}, hook: "every-start" });
  }

  /** Whatever was kept or captured must be one of what is true. */
  function check(shell: OracleShell, launch: Result<Launch>, started: readonly string[], truths: readonly Truth[]): void {
    const through = started.length === 0 ? "STALE: kept" : `captured (${started.join(", ")})`;
    if (!truths.some((truth) => isTrue(launch, truth)))
      throw new Error(report(shell, `${through}, but not what Nix gives`, launch, truths));
  }

  function isTrue(launch: Result<Launch>, truth: Truth): boolean {
    if ("error" in truth) return !launch.ok;
    if (launch.ok && launch.value.file === counting.program) return true;
    const environment = truth.environment();
    return environment.ok ? launch.ok && launch.value.env.NIX_GCROOT === environment.path : !launch.ok;
  }

  function count(shell: OracleShell, now: Answer & { readonly truth: Truth; readonly named: string }): void {
    if ("error" in now.truth) {
      counts.failed += 1;
      return;
    }
    const { drvPath } = now.truth;
    const before = captured.get(shell);
    const known = refused.has(shell);
    if (now.refused) refused.add(shell);
    else refused.delete(shell);
    if (!now.refused && now.started.length === 0) {
      counts.kept += 1;
      return;
    }
    if (!now.refused) captured.set(shell, { drvPath, named: now.named });
    const edit = `${history.length - 1}: ${history.at(-1)}`;
    const needless = before?.drvPath === drvPath;
    if (needless && flake.named !== undefined && before.named === now.named) counts.outside.push(edit);
    if (known) return;
    if (needless) counts.addNeedless(history.at(-1) ?? "");
    else counts.needed += 1;
  }

  function forget(shell: OracleShell): void {
    captured.delete(shell);
    refused.delete(shell);
  }

  /** A read file changes while Nix is at work: the environment of that moment may be either's. */
  function editWhileNixRuns(): string | undefined {
    const path = readFile(context);
    if (path === undefined) return undefined;
    const file = join(repository.root, path);
    const text = readFileSync(file, "utf8").replace(/v10\d\d/, `v100${random.below(4)}`);
    const prepared = join(folder, "prepared");
    writeFileSync(prepared, text, { mode: statSync(file).mode });
    const script = `mv '${prepared}' '${file}'`;
    counting.duringNext(random.pick(["before", "after"]) ?? "before", script);
    return `while Nix runs: change ${path}: ${/v10\d\d/.exec(text)}`;
  }

  async function askWhileEdited(what: string): Promise<void> {
    history.push(what);
    const shell = random.pick(flake.shells);
    if (shell === undefined) return;
    const truths = [...truthOf([shell], question())];
    const { launch, started } = await ask(shell, provider());
    const left = counting.left();
    if (left !== undefined) execFileSync("bash", ["-c", left]);
    else truths.push(...truthOf([shell], question()));
    if (launch.ok || truths.length === 1) check(shell, launch, started, truths);
    forget(shell);
  }

  /** The environment in full, against that of `nix develop`. */
  function checkWhole(shell: OracleShell, launch: Launch): void {
    if (!("name" in shell)) return;
    const theirs = spawnSync(
      join(nix.bin, "nix"),
      ["develop", ...flags(), `${shell.flake ?? flake.reference}#${shell.name}`, "--command", "/usr/bin/env", "-0"],
      {
        cwd: workspaceRoot,
        env: caller(),
        encoding: "utf8",
      },
    );
    const ours = spawnSync(launch.file, launch.argv.slice(1), {
      argv0: launch.argv[0],
      cwd: launch.cwd,
      env: { ...launch.env },
      encoding: "utf8",
    });
    const [expected, actual] = [comparable(theirs.stdout), comparable(ours.stdout)];
    if (expected !== actual)
      throw new Error(`${headline(shell, "another environment than nix develop's")}\n--- nix develop\n${expected}\n--- ours\n${actual}`);
    counts.compared += 1;
  }

  function question(): TruthQuestion {
    return { cwd: workspaceRoot, flake: flake.reference, flags: flags(), env: caller() };
  }

  function flags(): readonly string[] {
    return settings.flags.map((flag) => flag.replaceAll(BESIDE, folder));
  }

  function caller(): Record<string, string> {
    return {
      PATH: `${nix.bin}:/usr/local/bin:/usr/bin:/bin`,
      HOME: folder,
      TERM: "dumb",
      LANG: "C.UTF-8",
      SHELL: "/bin/sh",
      SHLVL: "1",
      PWD: workspaceRoot,
      ORACLE: settings.variable,
      GIT_CONFIG_GLOBAL: "/dev/null",
      ...(settings.nixConfig === undefined ? {} : { NIX_CONFIG: settings.nixConfig }),
      ...store.variables,
    };
  }

  function relock(): void {
    spawnSync(join(nix.bin, "nix"), ["flake", "update"], { cwd: workspaceRoot, env: caller() });
    if (repository.isGit) repository.tryGit("add", "flake.lock");
  }

  function headline(shell: OracleShell, what: string): string {
    const steps = history.map((line, index) => `  ${index}: ${line}`).join("\n");
    const name = "name" in shell ? fullName(shell) : shell.candidates.join(" or ");
    return `${nix.label}, "${flake.title}", seed ${seed}, shell ${name}: ${what}\n${steps}`;
  }

  function report(shell: OracleShell, what: string, launch: Result<Launch>, truths: readonly Truth[]): string {
    return [
      headline(shell, what),
      ...truths.flatMap((truth) => differences(launch, truth)),
      ...(process.env.REPO_ORACLE_KEEP === undefined ? [] : [folder]),
    ].join("\n");
  }
}

interface Answer {
  readonly shell: OracleShell;
  readonly launch: Result<Launch>;
  /** Subcommands of Nix. */
  readonly started: readonly string[];
  /** Nothing that is kept was good enough, and nothing was captured. */
  readonly refused: boolean;
}
