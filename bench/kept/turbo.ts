import { join } from "node:path";
import type { FindTool } from "./kept-tool.ts";
import { INPUTS, OUTPUTS } from "./kept-workspace.ts";
import { writeJson, writeNpmWorkspace } from "./npm-workspace.ts";

/** Turborepo: its own program, without its daemon; what is kept stands in the workspace. */
export const findTurbo: FindTool = (lab) => {
  const turbo = lab.peer("turbo");
  if (turbo === undefined) return { missing: "turbo: npm ci --prefix bench installs it" };
  const run = [turbo, "run", "build", "--concurrency=100%", "--cache=local:rw", "--cache-dir=.cache/turbo", "--output-logs=errors-only", "--ui=stream", "--no-daemon"];
  return {
    name: "turbo",
    configure(root, services) {
      writeNpmWorkspace(root, services);
      writeJson(join(root, "turbo.json"), { tasks: { build: { dependsOn: ["^build"], inputs: [INPUTS], outputs: [OUTPUTS] } } });
    },
    all: run,
    one: ({ name }) => [...run, `--filter=${name}`],
    caches: [".cache", ".turbo"],
    restores: true,
    about: 50,
  };
};
