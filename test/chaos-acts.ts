import { once } from "node:events";
import { realpathSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@jest/globals";
import { connect, serverPlace } from "@nix-repo/supervisor";
import { isRunning, type OracleRandom, startRepo } from "@nix-repo/testkit";
import { disagreement, goneOf, isSettled, stateOf } from "./chaos-agreement.ts";
import { processesWith } from "./chaos-services.ts";
import { kill, type SupervisedWorkspace } from "./supervised-workspace.ts";
import { ON_HOST } from "./workspace.ts";

export interface Chaos {
  /** Starts some, in the background or in the foreground. @returns what was done */
  comeUp(): Promise<string>;
  step(): Promise<string>;
  /** Waits until nothing changes any more, and the status is that of the processes which there are. */
  agrees(): Promise<void>;
  comeDown(): Promise<void>;
}

/** @param names of all that there are */
export async function chaosIn(
  there: SupervisedWorkspace,
  { random, names }: { random: OracleRandom; names: readonly string[] },
): Promise<Chaos> {
  const variable = `REPO_TEST_MARK=${there.env.REPO_TEST_MARK}`;
  const workspace = realpathSync(there.folder.path);
  const place = serverPlace({ workspace, runtimeFolder: there.env.XDG_RUNTIME_DIR, userId: process.getuid?.() ?? 0 });
  const version = (await there.repo("--version")).stdout.trim();
  const options = { place, workspace, version, recordFolder: join(workspace, ".repo/up") };
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
    if (status.exitCode !== 0) throw new Error(`not ready: ${stateOf(status)}`);
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
    for (const { pid } of victims) kill(pid, signal);
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
    kill(pid);
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
        kill(pid);
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
        for (let { others } = processesWith(variable); others.length > 0; { others } = processesWith(variable))
          for (const pid of others) kill(pid);
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
        for (let time = 0; time < times; time += 1) kill(pid, signal);
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
      throw new Error(`${why}\n${stateOf(await there.status())}`);
    },
  };
}
