import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { isRunning, startContainerEngine, until } from "@nix-repo/testkit";

test("a private engine runs containers, asked by docker and by podman, and leaves nothing behind", async () => {
  await using engine = await startContainerEngine();
  const run = (program: "docker" | "podman", ...args: readonly string[]) =>
    execFileSync(join(engine[program].PATH ?? "", program), args, { env: engine[program], encoding: "utf8", timeout: 30_000 });
  const folder = join(engine.docker.HOME ?? "", "..");

  expect(run("podman", "run", "--rm", engine.image, "echo", "by podman")).toBe("by podman\n");
  run("docker", "run", "--detach", "--name", "sleeps", "--network", "host", engine.image, "sleep", "1000");
  expect(run("docker", "exec", "sleeps", "echo", "by docker")).toBe("by docker\n");
  expect(engine.containers()).toEqual(["sleeps"]);
  const held = engine.processes();
  expect(held.map(({ words }) => words.join(" "))).toContain("sleep 1000");

  await engine[Symbol.asyncDispose]();
  await until(() => held.every(({ pid }) => !isRunning(pid)));
  expect(existsSync(folder)).toBe(false);
}, 60_000);
