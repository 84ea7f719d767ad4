import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import type { FindTool } from "./kept-tool.ts";
import { BUILD, OUTPUTS } from "./kept-workspace.ts";

/** moon: its own program, and no toolchain of its: a task runs what is on PATH. */
export const findMoon: FindTool = (lab) => {
  const moon = lab.peer("moon");
  if (moon === undefined) return { missing: "moon: npm ci --prefix bench installs it" };
  const run = [moon, "run", `--concurrency=${cpus().length}`, "--log=error", "--quiet"];
  return {
    name: "moon",
    configure({ root, services }) {
      mkdirSync(join(root, ".moon"));
      writeFileSync(join(root, ".moon/workspace.yml"), WORKSPACE);
      for (const { folder, dependsOn } of services) writeFileSync(join(root, folder, "moon.yml"), projectOf(dependsOn));
    },
    all: [...run, ":build"],
    one: ({ name }) => [...run, `${name}:build`],
    env: () => ({ MOON_HOME: lab.folder("home-of-moon"), PROTO_OFFLINE: "true" }),
    caches: () => [".moon/cache"],
    restores: true,
    largest: 500,
    about: 700,
  };
};

const WORKSPACE = `projects: ["services/*"]
telemetry: false
vcs:
  defaultBranch: main
`;

function projectOf(dependsOn: readonly string[]): string {
  return `language: unknown
dependsOn: ${JSON.stringify(dependsOn)}
tasks:
  build:
    script: ${JSON.stringify(BUILD)}
    toolchains: [system]
    deps: ["^:build"]
    outputs: ["${OUTPUTS}/*"]
`;
}
