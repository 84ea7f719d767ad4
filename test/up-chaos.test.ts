import { once } from "node:events";
import { realpathSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { isAtRest, type UnitView } from "@nix-repo/model";
import { connect, serverPlace } from "@nix-repo/supervisor";
import { isRunning, type OracleRandom, oracleRandom, startRepo } from "@nix-repo/testkit";
import { chaoticRegistry, processesWith } from "./chaos-services.ts";
import { inBackground, kill, type SupervisedWorkspace, type WorkspaceStatus } from "./supervised-workspace.ts";
import { ON_HOST } from "./workspace.ts";

/** By hand two hundred; REPO_CHAOS_SEED repeats what a failure names, as far as chance is all there is to it. */
const steps = Number(process.env.REPO_CHAOS_STEPS ?? 30);
const seed = Number(process.env.REPO_CHAOS_SEED ?? 1);

const COUNT = 20;

test(`${steps} times anything is done to ${COUNT} processes and their supervisor (seed ${seed}): the status agrees with /proc, and nothing is left`, async () => {
  const random = oracleRandom(seed, "chaos");
  const registry = chaoticRegistry(random, COUNT);
  using there = inBackground(registry);
  const chaos = await chaosIn(there, random);
  const log: string[] = [];
  try {
    log.push(await chaos.comeUp());
    await chaos.agrees();
    for (let step = 1; step <= steps; step += 1) {
      log.push(`${step}: `);
      log[log.length - 1] += await chaos.step();
      await chaos.agrees();
    }
    await chaos.comeDown();
    expect(there.processes()).toEqual([]);
    expect(await there.status()).toMatchObject({ running: false, units: [], left: [] });
  } catch (error) {
    throw new Error(`seed ${seed}, after\n${log.slice(-8).join("\n")}\n${(error as Error).message}`, { cause: error });
  }
});

interface Chaos {
  /** Starts some, in the background or in the foreground. @returns what was done */
  comeUp(): Promise<string>;
  step(): Promise<string>;
  /** Waits until nothing changes any more, and the status is that of the processes which there are. */
  agrees(): Promise<void>;
  comeDown(): Promise<void>;
}

async function chaosIn(there: SupervisedWorkspace, random: OracleRandom): Promise<Chaos> {
  const variable = `REPO_TEST_MARK=${there.env.REPO_TEST_MARK}`;
  const workspace = realpathSync(there.folder.path);
  const place = serverPlace({ workspace, runtimeFolder: there.env.XDG_RUNTIME_DIR, userId: process.getuid?.() ?? 0 });
  const version = (await there.repo("--version")).stdout.trim();
  const options = { place, workspace, version, recordFolder: join(workspace, ".repo/up") };
  const names = Array.from({ length: COUNT }, (_, index) => `p${index}`);
  const some = (most: number) => [...new Set(Array.from({ length: 1 + random.below(most) }, () => random.pick(names) ?? "p0"))];
  /** Those in the foreground, which are to end when their supervisor does. */
  const foreground = new Set<ReturnType<typeof startForeground>>();

  const repo = async (...args: readonly string[]) => {
    const run = await there.repo(...args);
    const isOurs = run.exitCode === 70 || run.signal !== null;
    if (isOurs) throw new Error(`repo ${args.join(" ")} ended with ${run.exitCode ?? run.signal}:\n${run.stdout}${run.stderr}`);
    return run;
  };
  const anything = (): readonly string[] =>
    random.pick([
      ["restart", ...some(6)],
      ["stop", ...some(6)],
      ["up", ...some(6), "--detach", ...ON_HOST],
    ]) ?? [];
  const expectOk = async (...args: readonly string[]) => {
    const run = await repo(...args);
    if (run.exitCode !== 0) throw new Error(`repo ${args.join(" ")} ended with ${run.exitCode ?? run.signal}:\n${run.stdout}${run.stderr}`);
    return { done: `repo ${args.join(" ")}`, said: run.stdout };
  };
  const supervisor = async (): Promise<number | undefined> => {
    const connection = await connect(options);
    if (!connection.ok || connection.value.kind !== "connected") return undefined;
    const { client } = connection.value;
    client.close();
    return client.server.pid;
  };
  const startForeground = (args: readonly string[]) => {
    const child = startRepo(["up", ...args, ...ON_HOST], { cwd: there.folder.path, env: there.env });
    const exit = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
    let text = "";
    const joined = Promise.withResolvers<void>();
    const said = (data: Buffer): void => {
      text = `${text}${data.toString()}`.slice(-4_000);
      if (text.includes("this joins what runs already")) joined.resolve();
    };
    child.stdout?.on("data", said);
    child.stderr?.on("data", said);
    const one = { child, exit, joined: joined.promise, said: () => text };
    foreground.add(one);
    void exit.then(() => foreground.delete(one));
    return one;
  };
  /** All that were asked for are there, whatever happened to them before. */
  const areUp = async (wanted: readonly string[]): Promise<void> => {
    const status = await there.status("--wait-ready", "--timeout", "60s", ...wanted);
    if (status.exitCode !== 0) throw new Error(`not ready: ${describe(status)}`);
  };
  /** Those in the foreground end by themselves when their supervisor is gone. */
  const allHaveLeft = async (): Promise<void> => {
    await Promise.all([...foreground].map(({ exit }) => exit));
  };

  const comeUp = async (): Promise<string> => {
    const wanted = random.chance(0.5) ? names : some(8);
    if (random.chance(0.6)) await expectOk("up", ...wanted, "--detach", ...ON_HOST);
    else {
      const { child, exit, said } = startForeground(wanted);
      const [first] = await Promise.race([Promise.all([once(child.stdout as NodeJS.ReadableStream, "data")]), exit]);
      if (first === null || typeof first === "number") throw new Error(`repo up has ended with ${first}: ${said()}`);
    }
    await areUp(wanted);
    return `up ${wanted.join(" ")}`;
  };

  const killSome = (): string => {
    const { marked } = processesWith(variable);
    const victims = Array.from({ length: 1 + random.below(5) }, () => random.pick(marked)).filter((each) => each !== undefined);
    const signal = random.pick(["SIGKILL", "SIGKILL", "SIGTERM", "SIGSEGV"] as const) ?? "SIGKILL";
    for (const { pid } of victims) send(pid, signal);
    return `${signal} to ${victims.map(({ pid, unit }) => `${pid} of ${unit}`).join(", ")}`;
  };

  /** What it has left is named, is in the way of the next one, and is ended by `repo down`. */
  const afterKill = async (): Promise<void> => {
    await allHaveLeft();
    const unitsNow = () => [...new Set(processesWith(variable).marked.map(({ unit }) => unit))].sort();
    let units = unitsNow();
    let status = await there.status();
    // What had been asked to end still does.
    for (let after = unitsNow(); units.join() !== after.join(); after = unitsNow()) {
      units = after;
      status = await there.status();
    }
    expect({ running: status.running, exitCode: status.exitCode, left: status.left.map(({ unit }) => unit).sort() }).toEqual({
      running: false,
      exitCode: units.length === 0 ? 0 : 1,
      left: units,
    });
    // Some of them end by themselves, and start others.
    const marked = new Set(processesWith(variable).marked.map(({ pid }) => pid));
    expect(status.left.flatMap(({ pids }) => pids).filter((pid) => !marked.has(pid) && isRunning(pid))).toEqual([]);
    if (units.length > 2) {
      const refused = await repo("up", random.pick(names) ?? "p0", ...(random.chance(0.5) ? ["--detach"] : []), ...ON_HOST);
      expect(refused.stderr).toContain("has left running what it had started");
      expect(refused.exitCode).not.toBe(0);
      const down = await expectOk("down");
      expect(down.said).toMatch(/^ended: /);
      const ended = down.said.replace("ended: ", "").trim().split(", ");
      expect(ended.filter((unit) => !units.includes(unit))).toEqual([]);
    } else await expectOk("down");
    expect(there.processes()).toEqual([]);
  };

  /** @returns whether there was one */
  const killSupervisor = async (): Promise<boolean> => {
    const pid = await supervisor();
    if (pid === undefined) return false;
    send(pid, "SIGKILL");
    await goneOf(pid);
    await afterKill();
    return true;
  };

  const acts: readonly { readonly weight: number; readonly act: () => Promise<string> }[] = [
    { weight: 10, act: async () => killSome() },
    { weight: 4, act: async () => (await expectOk("restart", ...some(3))).done },
    {
      weight: 4,
      async act() {
        const stopped = some(2);
        const { done } = await expectOk("stop", ...stopped);
        const alive = (await there.status(...stopped)).units.filter(({ pid }) => pid !== undefined);
        if (alive.length > 0) throw new Error(`stopped, and there: ${alive.map(({ unit }) => unit).join(", ")}`);
        return done;
      },
    },
    {
      weight: 6,
      async act() {
        const wanted = some(4);
        const { done } = await expectOk("up", ...wanted, "--detach", ...ON_HOST);
        await areUp(wanted);
        return done;
      },
    },
    {
      weight: 3,
      async act() {
        const wanted = some(2);
        const { child, joined, exit, said } = startForeground(wanted);
        await Promise.race([joined, exit]);
        await areUp(wanted);
        const stays = random.chance(0.5);
        if (!stays) {
          child.kill(random.pick(["SIGINT", "SIGTERM", "SIGKILL"] as const));
          const [code, signal] = await exit;
          // What it wanted may have completed before.
          if (signal !== "SIGKILL" && ![0, 130, 143].includes(code ?? -1)) throw new Error(`who joined ended with ${code}: ${said()}`);
        }
        return `joined for ${wanted.join(" ")}${stays ? ", stays" : ""}`;
      },
    },
    {
      weight: 3,
      async act() {
        const done = killSome();
        const args = anything();
        const [, more] = await Promise.all([expectOk(...args), Promise.resolve(killSome())]);
        return `${done}; repo ${args.join(" ")}, meanwhile ${more}`;
      },
    },
    {
      weight: 2,
      async act() {
        const args = anything();
        const after = random.below(150);
        const child = startRepo(args, { cwd: there.folder.path, env: there.env });
        child.stdout?.resume();
        child.stderr?.resume();
        const timer = setTimeout(() => child.kill("SIGKILL"), after);
        await once(child, "exit");
        clearTimeout(timer);
        return `repo ${args.join(" ")}, killed after ${after} ms`;
      },
    },
    {
      weight: 3,
      async act() {
        const commands = Array.from({ length: 2 + random.below(3) }, () => (random.chance(0.3) ? ["down"] : anything()));
        const runs = await Promise.all(commands.map(async (args) => await repo(...args)));
        if ((await supervisor()) === undefined) {
          await allHaveLeft();
          expect(there.processes()).toEqual([]);
        }
        return `at once: ${runs.map(({ exitCode }, i) => `repo ${commands[i]?.join(" ")} (${exitCode})`).join(", ")}`;
      },
    },
    {
      weight: 2,
      async act() {
        if (!(await killSupervisor())) return await comeUp();
        return `killed the supervisor; ${await comeUp()}`;
      },
    },
    {
      weight: 2,
      async act() {
        const args = random.pick([["restart", ...some(6)], ["stop", ...some(6)], ["up", ...names, "--detach", ...ON_HOST], ["down"]]) ?? [];
        const after = random.below(200);
        const pid = await supervisor();
        if (pid === undefined) return await comeUp();
        // Whoever asks for something is told that it has gone; who comes later may start another one.
        const asking = repo(...args);
        await new Promise((resolve) => setTimeout(resolve, after));
        send(pid, "SIGKILL");
        await asking;
        if (isRunning(pid)) await goneOf(pid);
        if ((await supervisor()) === undefined) await afterKill();
        await allHaveLeft();
        const again = await repo("down");
        expect(again.exitCode).toBe(0);
        expect(there.processes()).toEqual([]);
        return `repo ${args.join(" ")}, its supervisor killed after ${after} ms; ${await comeUp()}`;
      },
    },
    {
      weight: 2,
      async act() {
        await comeDown();
        expect(there.processes()).toEqual([]);
        return `down; ${await comeUp()}`;
      },
    },
    {
      weight: 2,
      async act() {
        await comeDown();
        const after = random.below(400);
        const { exit } = startForeground(random.chance(0.5) ? names : [...names, "--detach"]);
        await new Promise((resolve) => setTimeout(resolve, after));
        // Whoever was to start a supervisor, and the supervisor.
        for (let { others } = processesWith(variable); others.length > 0; { others } = processesWith(variable)) others.map(kill);
        await exit;
        await afterKill();
        return `down; up, all but the processes killed after ${after} ms; ${await comeUp()}`;
      },
    },
    {
      weight: 2,
      async act() {
        const pid = await supervisor();
        if (pid === undefined) return await comeUp();
        const signal = random.pick(["SIGTERM", "SIGINT", "SIGHUP"] as const) ?? "SIGTERM";
        const times = 1 + random.below(2);
        for (let time = 0; time < times; time += 1) send(pid, signal);
        await goneOf(pid);
        await allHaveLeft();
        expect(there.processes()).toEqual([]);
        return `${times} ${signal} to the supervisor; ${await comeUp()}`;
      },
    },
  ];

  const comeDown = async (): Promise<void> => {
    await expectOk("down");
    await allHaveLeft();
  };
  return {
    comeUp,
    comeDown,
    async step() {
      // One in the foreground ends when nothing runs any more.
      if ((await supervisor()) === undefined) return await comeUp();
      return (await random.pickWeighted(acts)?.act()) ?? "nothing";
    },
    async agrees() {
      let why: string | undefined;
      for (const end = Date.now() + 30_000; Date.now() < end; ) {
        if (await isSettled(options)) {
          const status = await there.status();
          why = disagreement(status, { variable, supervisors: new Set([...foreground].map(({ child }) => child.pid ?? 0)) });
          if (why === undefined) return;
        } else why = "it does not come to rest";
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      throw new Error(`${why}\n${describe(await there.status())}`);
    },
  };
}

/** Nothing is about to change, unless somebody does something. */
async function isSettled(options: Parameters<typeof connect>[0]): Promise<boolean> {
  const connection = await connect(options);
  if (!connection.ok) throw new Error(JSON.stringify(connection.error));
  if (connection.value.kind !== "connected") return true;
  const units = await connection.value.client.status();
  connection.value.client.close();
  return units.ok && units.value.every(({ state }: UnitView) => isAtRest(state) || state.kind === "ready");
}

/** In what the status is not what `/proc` says. */
function disagreement(
  { running, units }: WorkspaceStatus,
  { variable, supervisors }: { variable: string; supervisors: ReadonlySet<number> },
): string | undefined {
  const { marked, others } = processesWith(variable);
  const background = others.filter((pid) => !supervisors.has(pid));
  if (background.length > 1) return `more than one supervisor: ${background.join(", ")}`;
  if (!running && others.length > 0) return `nothing runs, and there is ${others.join(", ")}`;
  const marks = new Map(marked.map(({ pid, mark }) => [pid, mark]));
  const known = new Set<string>();
  for (const { unit, state, pid } of units) {
    if (state !== "ready") {
      if (pid !== undefined) return `${unit} is ${state}, and has process ${pid}`;
      continue;
    }
    const mark = marks.get(pid ?? 0);
    if (mark === undefined) return `${unit} is ready, and its process ${pid} is not there`;
    if (!mark.endsWith(`/${unit}`)) return `${unit} is ready, and its process ${pid} is of ${mark}`;
    known.add(mark);
  }
  const strays = marked.filter(({ mark }) => !known.has(mark));
  if (strays.length > 0) return `nobody accounts for ${strays.map(({ pid, mark }) => `${pid} of ${mark}`).join(", ")}`;
  const tokens = new Set(marked.map(({ mark }) => mark.split("/")[0]));
  return tokens.size > 1 ? `marks of ${tokens.size} supervisors` : undefined;
}

function describe({ units, left }: WorkspaceStatus): string {
  return [...units.map(({ unit, message }) => `${unit} ${message}`), ...left.map(({ unit }) => `left: ${unit}`)].join("; ");
}

function send(pid: number, signal: NodeJS.Signals): void {
  if (signal === "SIGKILL") return kill(pid);
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended since we looked.
  }
}

async function goneOf(pid: number): Promise<void> {
  for (const end = Date.now() + 30_000; isRunning(pid); ) {
    if (Date.now() > end) throw new Error(`${pid} does not end`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
