import { execFileSync } from "node:child_process";
import { expect, test } from "@jest/globals";
import { cleanEnvironment, runRepo, temporaryFolder } from "@nix-repo/testkit";
import { ON_HOST, withoutDurations } from "./workspace.ts";

const NOTICE =
  "repo: tools come from this machine's PATH, not from the flake (host provider): results may differ elsewhere, and none are kept";

const registry = {
  services: {
    api: { path: "services/api", verbs: { test: "echo ::error::not a command; echo ::add-mask::hunter2; echo hunter2" } },
    web: {
      path: "services/web",
      verbs: {
        test: { run: "echo 'src/a.ts(3,5): error TS2322: no, hunter2'; echo ::add-mask::hunter2 >&2; exit 2", dependsOn: ["api:test"] },
      },
    },
    docs: { path: "services/docs", verbs: { test: { run: "true", dependsOn: ["web:test"] } } },
  },
};

/** A repository whose workspace is not at its top. */
function repository() {
  const folder = temporaryFolder({
    "shop/services.config.json": JSON.stringify(registry),
    "shop/services/api/.keep": "",
    "shop/services/web/src/a.ts": "",
    "shop/services/docs/.keep": "",
  });
  execFileSync("git", ["init", "-q"], { cwd: folder.path });
  return folder;
}

async function run(args: readonly string[], env: Readonly<Record<string, string>>) {
  using folder = repository();
  const environment = cleanEnvironment({ CI: "true", ...env });
  return await runRepo([...args, ...ON_HOST], { cwd: `${folder.path}/shop`, env: environment });
}

test("on GitHub what failed is open, what passed is folded away, and files are named from the repository's top", async () => {
  const { stdout, stderr, exitCode } = await run(["test", "--all"], { GITHUB_ACTIONS: "true" });
  expect(exitCode).toBe(1);
  expect(stderr).toBe("");
  const token = /^::stop-commands::([\w-]+)$/m.exec(stdout)?.[1] ?? "none";
  expect(withoutDurations(stdout.replaceAll(token, "TOKEN")).split("\n")).toEqual([
    NOTICE,
    "::add-mask::hunter2",
    "::group::✓ api:test    TIME",
    "::stop-commands::TOKEN",
    "::error::not a command",
    "::add-mask::hunter2",
    "hunter2",
    "::TOKEN::",
    "::endgroup::",
    "::add-mask::hunter2",
    "✗ web:test    TIME   exit 2",
    "::stop-commands::TOKEN",
    ...["src/a.ts(3,5): error TS2322: no, hunter2", "::add-mask::hunter2"],
    "::TOKEN::",
    "",
    "::error file=shop/services/web/src/a.ts,line=3,col=5,title=web%3Atest::TS2322: no, ***",
    "",
    "✗ web:test    TIME   exit 2",
    "– docs:test   not started: web:test failed",
    "",
    "1 failed, 1 not started, 1 passed   TIME   repo logs --run 1 web:test",
    "",
  ]);
});

test("on GitLab tasks are sections", async () => {
  const { stdout, exitCode } = await run(["test", "--all"], { GITLAB_CI: "true" });
  expect(exitCode).toBe(1);
  const lines = stdout.replaceAll("\x1b[0K", "<clear>").split("\n");
  expect(lines[0]).toBe(NOTICE);
  expect(lines[1]).toMatch(/^<clear>section_start:\d{10}:api_test\[collapsed=true\]\r<clear>✓ api:test /);
  expect(lines[5]).toMatch(/^<clear>section_end:\d{10}:api_test\r<clear>$/);
  expect(lines[6]).toMatch(/^<clear>section_start:\d{10}:web_test\r<clear>✗ web:test .* exit 2$/);
});

test("a single task's output passes untouched, and another way can be asked for", async () => {
  const single = await run(["test", "api"], { GITHUB_ACTIONS: "true" });
  expect(single.stdout).toBe("::error::not a command\n::add-mask::hunter2\nhunter2\n");
  const asked = await run(["test", "--all", "--output", "failures"], { GITHUB_ACTIONS: "true" });
  expect(asked.stdout).toMatch(/^✗ web:test .*\n {4}src\/a\.ts/);
  expect(asked.stdout).not.toContain("::group::");
});
