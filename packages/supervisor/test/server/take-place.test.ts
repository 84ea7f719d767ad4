import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { connect as connectSocket } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import type { UnsafeFolder } from "@nix-repo/model";
import { oracleRandom, type TemporaryFolder, temporaryFolder } from "@nix-repo/testkit";
import { connect, type ServerPlace, serve, serverPlace } from "../../src/index.ts";
import { recordFile } from "../../src/server/server-record.ts";
import { takePlace } from "../../src/server/take-place.ts";
import { serveSimulation } from "./served-units.ts";
import { expectOk } from "./server-processes.ts";

const userId = process.getuid?.() ?? 0;
/** Only root can give something to somebody else. */
const isRoot = userId === 0;
const STRANGER = 54_321;

const placeIn = (folder: TemporaryFolder): ServerPlace => serverPlace({ workspace: "/ws", runtimeFolder: folder.path, userId });

describe("the place of a workspace's server", () => {
  test("is in the user's own runtime folder, named by a hash of the workspace", () => {
    using folder = temporaryFolder();
    const options = { runtimeFolder: folder.path, userId };
    const place = serverPlace({ workspace: "/ws", ...options });
    expect(place).toEqual({ folder: join(folder.path, "repo"), name: "0c65a812b078db67", userId });
    expect(serverPlace({ workspace: `/${"long/".repeat(800)}`, ...options }).name).toMatch(/^[0-9a-f]{16}$/);
    expect(serverPlace({ workspace: "/ws2", ...options }).name).not.toBe(place.name);
  });

  test("is in a private folder of the temporary one where that is another's, not there, not absolute, or too long", () => {
    using folder = temporaryFolder();
    const long = join(folder.path, "x".repeat(60));
    mkdirSync(long);
    // The system may have one of its own for us.
    const own = `/run/user/${userId}`;
    const other = existsSync(own) && statSync(own).uid === userId ? join(own, "repo") : join("/var/tmp", `repo-${userId}`);
    for (const runtimeFolder of [undefined, "", "relative", join(folder.path, "missing"), long, isRoot ? stranger(folder) : "/"]) {
      expect(serverPlace({ workspace: "/ws", runtimeFolder, temporaryFolder: "/var/tmp", userId }).folder).toBe(other);
    }
  });
});

function stranger(folder: TemporaryFolder): string {
  const path = join(folder.path, "stranger");
  mkdirSync(path);
  chownSync(path, STRANGER, STRANGER);
  return path;
}

describe("a folder in which another could pretend to be the server is refused, whoever asks, and nothing is put into it:", () => {
  const cases: readonly (readonly [string, UnsafeFolder, (repo: string, folder: TemporaryFolder) => void])[] = [
    ["open to others", "open-to-others", (repo) => mkdirAs(repo, 0o755)],
    ["writable by a group", "open-to-others", (repo) => mkdirAs(repo, 0o720)],
    ["a file", "not-a-folder", (repo) => writeFileSync(repo, "")],
    [
      "a link to a folder that is safe",
      "not-a-folder",
      (repo) => {
        mkdirAs(`${repo}-other`, 0o700);
        symlinkSync(`${repo}-other`, repo);
      },
    ],
    [
      "in a folder that others can write",
      "parent-open-to-others",
      (repo, folder) => {
        mkdirAs(repo, 0o700);
        chmodSync(folder.path, 0o777);
      },
    ],
  ];
  // A folder of root's is somebody else's for everybody else.
  const foreign = (folder: TemporaryFolder): ServerPlace => {
    if (!isRoot) return { ...placeIn(folder), folder: "/proc" };
    mkdirAs(placeIn(folder).folder, 0o700);
    chownSync(placeIn(folder).folder, STRANGER, STRANGER);
    return placeIn(folder);
  };

  const expectRefused = async (place: ServerPlace, why: UnsafeFolder) => {
    const common = { place, workspace: "/ws", version: "1", recordFolder: "/nowhere" };
    const failure = { ok: false, error: { code: "server-folder-unsafe", folder: place.folder, why } };
    expect(await connect(common)).toEqual(failure);
    const open = () => Promise.reject(new Error("it has the place"));
    expect(await serve({ ...common, clock: { now: Date.now, after: () => () => undefined }, open })).toEqual(failure);
  };

  test.each(cases)("%s", async (_, why, make) => {
    using folder = temporaryFolder();
    const place = placeIn(folder);
    make(place.folder, folder);
    await expectRefused(place, why);
    if (statSync(place.folder).isDirectory()) expect(readdirSync(place.folder)).toEqual([]);
  });

  test("another user's", async () => {
    using folder = temporaryFolder();
    await expectRefused(foreign(folder), "other-owner");
  });

  test("but in a folder like /tmp, where nobody can replace what is another's, it is safe", async () => {
    using folder = temporaryFolder();
    chmodSync(folder.path, 0o1777);
    const taken = expectOk(await takePlace(placeIn(folder)));
    if (taken.kind === "held") taken.place.release();
    expect(taken.kind).toBe("held");
  });
});

function mkdirAs(folder: string, mode: number): void {
  mkdirSync(folder);
  chmodSync(folder, mode);
}

test("another user cannot connect", async () => {
  await using served = await serveSimulation([{ id: "web" }]);
  const [socket = ""] = readdirSync(served.place.folder).filter((file) => file.endsWith(".sock"));
  const path = join(served.place.folder, socket);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const script = `require("net").connect(${JSON.stringify(path)}).on("error", ({ code }) => process.exit(code === "EACCES" ? 13 : 1)).on("connect", () => process.exit(0))`;
  // The folders around it do not keep anybody out.
  chmodSync(served.folder.path, 0o755);
  const other = spawn(process.execPath, ["-e", script], { stdio: "inherit", ...(isRoot ? { uid: STRANGER, gid: STRANGER } : {}) });
  const [code] = await once(other, "exit");
  expect(code).toBe(isRoot ? 13 : 0);
});

describe("of many who take the place", () => {
  interface Taker {
    readonly child: ChildProcess;
    /** Who has it, as far as it was told; undefined where it was killed. */
    take(): Promise<{ readonly by: number } | undefined>;
    release(): Promise<unknown>;
    kill(): Promise<void>;
  }

  const startTaker = async (place: ServerPlace): Promise<Taker> => {
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", join(import.meta.dirname, "place-program.ts")], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const gone = once(child, "exit").then(() => undefined);
    const answer = async (message?: object | string) => {
      const answered = Promise.withResolvers<{ readonly by: number }>();
      child.once("message", answered.resolve);
      if (message !== undefined && child.connected) child.send(message, () => undefined);
      const said = await Promise.race([answered.promise, gone]);
      child.off("message", answered.resolve);
      return said;
    };
    await answer();
    return {
      child,
      take: () => answer({ take: place }),
      release: () => answer("release"),
      kill() {
        child.kill("SIGKILL");
        return gone;
      },
    };
  };

  test("exactly one has it, whenever whoever had it goes, and whoever is killed while taking it", async () => {
    using folder = temporaryFolder();
    const place = placeIn(folder);
    const random = oracleRandom(Number(process.env.REPO_SERVER_SEED ?? 1), "takers");
    const rounds = Number(process.env.REPO_SERVER_ROUNDS ?? 20);
    const takers = await Promise.all(Array.from({ length: 5 }, () => startTaker(place)));
    const replace = async (index: number) => {
      await takers[index]?.kill();
      takers[index] = await startTaker(place);
    };
    for (let round = 0; round < rounds; round += 1) {
      const victim = random.below(takers.length);
      const asked = takers.map((taker) => taker.take());
      // In the middle of it, wherever that is.
      if (round % 2 === 0) {
        const { promise, resolve } = Promise.withResolvers<void>();
        setTimeout(resolve, random.below(8));
        await promise;
        await replace(victim);
      }
      const told = await Promise.all(asked);
      expect(told.filter((answer, i) => answer === undefined && (i !== victim || round % 2 !== 0))).toEqual([]);
      const answers = await Promise.all(takers.map(async (taker) => ({ taker, answer: await taker.take() })));
      const holders = new Set(answers.map(({ answer }) => answer?.by));
      expect([...holders]).toEqual([expect.any(Number)]);
      const holder = takers.find(({ child }) => holders.has(child.pid));
      if (holder === undefined) throw new Error("nobody of them has it");
      if (round % 3 === 0) await holder.release();
      else await replace(takers.indexOf(holder));
    }
    for (const taker of takers) {
      await taker.take();
      await taker.release();
    }
    // Nothing is left of all those who were killed.
    expect(readdirSync(place.folder)).toEqual([]);
    await Promise.all(takers.map((taker) => taker.kill()));
  });
});

test("a record that nobody understands is nobody's", async () => {
  using folder = temporaryFolder();
  const place = placeIn(folder);
  for (const text of ["", "{", "null", '{"process":{"pid":1},"where":"","token":"../../x"}', JSON.stringify({ token: "0".repeat(24) })]) {
    mkdirSync(place.folder, { recursive: true, mode: 0o700 });
    writeFileSync(recordFile(place), text);
    expect(await connect({ place, workspace: "/ws", version: "1", recordFolder: folder.path })).toEqual({
      ok: true,
      value: { kind: "not-running", orphans: [] },
    });
    const taken = expectOk(await takePlace(place));
    expect(taken.kind).toBe("held");
    if (taken.kind === "held") taken.place.release();
    expect(readdirSync(place.folder)).toEqual([]);
  }
});

test("who was connected to a place that is not served yet waits, and is told to look again where it never is", async () => {
  using folder = temporaryFolder();
  const place = placeIn(folder);
  const taken = expectOk(await takePlace(place));
  if (taken.kind !== "held") throw new Error("it is taken");
  const connection = connect({ place, workspace: "/ws", version: "1", recordFolder: folder.path });
  const socket = connectSocket(join(place.folder, readdirSync(place.folder).find((file) => file.endsWith(".sock")) ?? ""));
  await once(socket, "connect");
  socket.on("error", () => undefined);
  taken.place.release();
  expect(await connection).toEqual({ ok: true, value: { kind: "not-running", orphans: [] } });
  socket.destroy();
});
