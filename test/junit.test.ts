import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { mistakesInJunit, runRepo } from "@nix-repo/testkit";
import { ON_HOST, workspaceOf } from "./workspace.ts";

test("--junit writes a report that is valid, with the output of what failed", async () => {
  const services = {
    api: { path: "api", verbs: { lint: "true", test: "printf '\\033[31mred\\033[0m <tag> \\001 ]]> \\377\\n'; exit 3", build: "true" } },
    web: { path: "web", verbs: { lint: "echo passes", test: "kill -9 $$", build: "true" } },
  };
  using workspace = workspaceOf({ services });
  const { exitCode } = await runRepo(["ci", "--junit", "junit.xml", ...ON_HOST], { cwd: workspace.path });
  expect(exitCode).toBe(1);
  const report = readFileSync(join(workspace.path, "junit.xml"), "utf8");
  expect(mistakesInJunit(report)).toEqual([]);
  const cases = [...report.matchAll(/<testcase classname="(\w+)" name="(\w+)" time="[\d.]+"(?:\/>|>\n([\s\S]*?)<\/testcase>)/g)];
  expect(cases.map(([, service, verb, content = ""]) => [service, verb, content.trim()])).toEqual([
    ["api", "lint", ""],
    ["api", "test", '<failure type="exit" message="exit 3">red &lt;tag&gt; \ufffd ]]&gt; \ufffd\n</failure>'],
    ["api", "build", "<skipped>not started: test failed</skipped>"],
    ["web", "lint", ""],
    ["web", "test", '<failure type="signal" message="ended by SIGKILL"></failure>'],
    ["web", "build", "<skipped>not started: test failed</skipped>"],
  ]);
});
