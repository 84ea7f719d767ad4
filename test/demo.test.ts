import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { cleanEnvironment, nixVersions, privateNixStore, stubNixpkgs } from "@nix-repo/testkit";
import { copyOfExample, justFolder, nodeFolder } from "./example.ts";
import { runProgram } from "./run-program.ts";

const root = join(import.meta.dirname, "..");
const HOST = "repo: tools come from this machine's PATH, not from the flake (host provider)";
/** lint, test and build of five services, less what a service does not have. */
const PASSED = /^15 passed {3}/m;

/** What `npm run demo` runs once everything is built, in a copy of the checkout. */
async function runDemo(env: Readonly<Record<string, string | undefined>>) {
  using copy = copyOfExample();
  mkdirSync(join(copy.path, "packages"));
  symlinkSync(join(root, "packages/cli"), join(copy.path, "packages/cli"));
  cpSync(join(root, "scripts/demo.sh"), join(copy.path, "scripts/demo.sh"));
  return await runProgram([join(copy.path, "scripts/demo.sh")], { cwd: "/", env });
}

describe("npm run demo", () => {
  test("is that script, behind a build", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };
    expect(scripts.demo).toBe("npm run -s build && scripts/demo.sh");
  });

  test("without Nix: the host's tools, and all green", async () => {
    const run = await runDemo(cleanEnvironment({ PATH: `${nodeFolder}:${justFolder}:/usr/bin:/bin` }));
    expect(run.stderr).toContain(HOST);
    expect(run.stderr).toMatch(PASSED);
    expect(run.exitCode).toBe(0);
  });

  test("without Nix, in CI: it was asked for by name", async () => {
    const run = await runDemo(cleanEnvironment({ PATH: `${nodeFolder}:${justFolder}:/usr/bin:/bin`, CI: "true" }));
    expect(run.exitCode).toBe(0);
  });

  test.each(nixVersions())("with $label: Nix's tools, and all green", async ({ bin }) => {
    using store = privateNixStore({ bin });
    const stub = stubNixpkgs([nodeFolder, justFolder]);
    try {
      const run = await runDemo(
        cleanEnvironment({ PATH: `${bin}:/usr/bin:/bin`, ...store.variables, REPO_NIX_FLAGS: stub.flags.join(" ") }),
      );
      expect(run.stderr).not.toContain("host provider");
      expect(run.stderr).toMatch(PASSED);
      expect(run.exitCode).toBe(0);
      const shells = readdirSync(join(store.folder, "store")).filter((name) => name.endsWith("-env"));
      expect(shells.map((name) => name.slice(name.indexOf("-") + 1)).sort()).toEqual([
        "backend-api-env",
        "backend-log-digest-env",
        "backend-pricing-env",
        "client-web-env",
        "reports-env",
      ]);
    } finally {
      rmSync(stub.folder, { recursive: true });
    }
  });
});
