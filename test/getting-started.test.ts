import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { serviceFiles } from "@nix-repo/scaffold";
import {
  cleanEnvironment,
  git,
  nixVersions,
  openTerminal,
  type PrivateNixStore,
  privateNixStore,
  type RepoRun,
  startRepo,
  type TemporaryFolder,
  temporaryFolder,
} from "@nix-repo/testkit";
import { runProgram } from "./run-program.ts";
import { type ShopEnvironment, shopEnvironment } from "./shop-environment.ts";

const page = readFileSync(join(import.meta.dirname, "../docs/getting-started.md"), "utf8");

/** The lines of the page's blocks of `sh`, in their order, by the heading above them. */
const lines = page
  .split(/^## /m)
  .slice(1)
  .flatMap((section) => {
    const heading = section.split("\n")[0] ?? "";
    const blocks = [...section.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, block = ""]) => block);
    return blocks.flatMap((block) => block.trim().split("\n")).map((line) => ({ heading, line: line.replace(/ {2,}#.*$/, "").trim() }));
  });
const linesBelow = (heading: string) => lines.filter((each) => each.heading === heading).map(({ line }) => line);

const [newest] = [...nixVersions()].reverse();
if (newest === undefined) throw new Error("no Nix");

describe(`docs/getting-started.md, as a new user would, with ${newest.label}`, () => {
  let home: TemporaryFolder;
  let store: PrivateNixStore;
  let shop: ShopEnvironment;
  let env: Readonly<Record<string, string | undefined>>;
  let cwd: string;

  beforeAll(() => {
    home = temporaryFolder({ ".gitconfig": "[user]\nname = somebody\nemail = somebody@localhost\n" });
    store = privateNixStore(newest);
    shop = shopEnvironment({ bin: newest.bin, home: home.path });
    env = { ...shop.variables, ...store.variables };
    cwd = home.path;
  });
  afterAll(() => {
    shop[Symbol.dispose]();
    store.dispose();
    home[Symbol.dispose]();
  });

  /** As in a shell that stays open: `cd` counts for the lines that follow. */
  async function type(line: string): Promise<RepoRun> {
    const where = join(home.path, "where");
    const run = await runProgram(["bash", "-c", `${line}\nstatus=$?; pwd -P >"$WHERE"; exit "$status"`], {
      cwd,
      env: { ...env, WHERE: where },
    });
    cwd = readFileSync(where, "utf8").trim();
    return run;
  }

  test("the page is about what is tested here", () => {
    expect(linesBelow("From an empty folder").length).toBeGreaterThan(10);
    expect(linesBelow("From an empty folder").filter((line) => line === "repo ci")).toHaveLength(2);
  });

  const told = new Map<string, RepoRun[]>();
  test.each(linesBelow("From an empty folder"))("%s", async (line) => {
    const run = await type(line);
    told.set(line, [...(told.get(line) ?? []), run]);
    expect({ exitCode: run.exitCode, said: run.exitCode === 0 ? "" : run.stdout + run.stderr }).toEqual({ exitCode: 0, said: "" });
  });

  test("the first repo ci ran everything in devShells, and the second took it from what was kept", () => {
    const [first, second] = told.get("repo ci") ?? [];
    expect(first?.stderr).toMatch(/^everything, because there is no commit yet to compare with \(3 services\)\n/);
    expect(first?.stderr).toMatch(/^10 passed {3}/m);
    expect(first?.stderr).not.toContain("host provider");
    // The hooks of pre-commit are run each time.
    expect(second?.stderr).toMatch(/^1 passed, 9 kept {3}/m);
  });

  test("the change affected the service that it was made in, and no other", () => {
    expect(told.get("repo affected --why")?.[0]?.stdout).toMatch(/^ms3 .*\n$/m);
    expect(told.get("repo affected --why")?.[0]?.stdout).not.toMatch(/^(ms2|web)\b/m);
    expect(told.get("repo ci --affected=HEAD")?.[0]?.stderr).toMatch(/^4 passed {3}/m);
  });

  test("what was built is nothing that git would track", () => {
    expect(git(cwd, "status", "--porcelain").match(/^[?]{2} .*/gm) ?? []).toEqual([]);
  });

  test("repo dev web serves the page, and ends at Ctrl-C", async () => {
    expect(page).toContain("`repo dev web`");
    const command = ["repo", "dev", "web"];
    using terminal = openTerminal({ command, cwd, env: { ...cleanEnvironment(env), PORT: "0", TERM: "screen-256color" } });
    const shown = await terminal.waitFor(/listening on http:\/\/localhost:\d+\//);
    const [address = ""] = /http:\/\/localhost:\d+\//.exec(shown) ?? [];
    const html = await (await fetch(address)).text();
    const [, script = ""] = /src="\/(assets\/[^"]+)"/.exec(html) ?? [];
    expect(await (await fetch(`${address}${script}`)).text()).toContain('from "./greeting.js"');
    terminal.press("C-c");
    expect(await terminal.exitCode()).toBeGreaterThanOrEqual(0);
  });

  test("repo up starts every service on a port of its own, and ends them all at Ctrl-C", async () => {
    expect(page).toContain("`repo up`");
    const up = startRepo(["up", "--without-containers"], { cwd, env });
    const ended = once(up, "close");
    let said = "";
    const portOf = (service: string) => new RegExp(`^${service} +\\| .*listening on .*:(\\d+)`, "m").exec(said)?.[1];
    const isReady = (service: string) => new RegExp(`^✓ ${service} +ready after`, "m").test(said);
    const isUp = () => ["web", "ms2", "ms3"].every(isReady) && ["ms2", "ms3"].every((service) => portOf(service) !== undefined);
    // Where one does not get ready, all end, and what was expected is not there.
    const deadline = setTimeout(() => up.kill("SIGINT"), 120_000);
    await new Promise<void>((resolve) => {
      const hear = (chunk: Buffer) => {
        said += chunk.toString();
        if (isUp()) resolve();
      };
      up.stdout?.on("data", hear);
      up.stderr?.on("data", hear);
      up.on("close", () => resolve());
    });
    clearTimeout(deadline);
    const ports = ["ms2", "ms3"].map(portOf);
    expect(ports).toEqual([expect.any(String), expect.any(String)]);
    const answers = await Promise.all(ports.map(async (port) => (await fetch(`http://127.0.0.1:${port}/health`)).text()));
    up.kill("SIGINT");
    await ended;
    expect(answers).toEqual(["ok\n", "ok\n"]);
    for (const service of ["web", "ms2", "ms3"]) expect(said).toMatch(new RegExp(`^– ${service} +stopped`, "m"));
  });

  test("the command lines of the repository's own docs work in it", async () => {
    const docs = git(cwd, "ls-files", "README.md", "docs").trim().split("\n");
    const found = docs.flatMap((file) =>
      [...readFileSync(join(cwd, file), "utf8").matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, block = ""]) => block.trim().split("\n")),
    );
    const commands = new Set(found.map((line) => line.replace(/ {2,}#.*$/, "")));
    expect(commands.size).toBeGreaterThan(10);
    for (const line of commands) {
      const run = await type(line);
      expect([line, run.exitCode, run.exitCode === 0 ? "" : run.stdout + run.stderr]).toEqual([line, 0, ""]);
    }
  });

  describe("in a repository that somebody has", () => {
    const heading = "In a repository that you have";
    const runs = new Map<string, RepoRun>();

    beforeAll(() => {
      cwd = join(home.path, "theirs");
      const services = [
        { stack: "go", name: "api", path: "services/api", docker: false },
        { stack: "node", name: "web", path: "apps/web", docker: false },
      ] as const;
      for (const { path, content } of services.flatMap(serviceFiles)) home.write({ [`theirs/${path}`]: content });
      git(cwd, "init", "--quiet", "--initial-branch=main");
      git(cwd, "add", "--all");
      git(cwd, "commit", "--quiet", "--message", "as it was");
    });

    test.each(linesBelow(heading))("%s", async (line) => {
      const run = await type(line);
      runs.set(line, run);
      expect({ exitCode: run.exitCode, said: run.exitCode === 0 ? "" : run.stdout + run.stderr }).toEqual({ exitCode: 0, said: "" });
    });

    test("both services were found, and linted, tested and built in the devShells that were written", () => {
      expect(runs.get("repo init --dry-run")?.stdout).toMatch(/^not written: flake.nix$/m);
      expect(runs.get("repo config validate")?.stdout).toBe("2 services, no mistakes\n");
      expect(runs.get("repo ci")?.stderr).toMatch(/^6 passed {3}/m);
      expect(runs.get("repo ci")?.stderr).not.toContain("host provider");
    });
  });
});
