import { join } from "node:path";
import type { FindTool } from "./kept-tool.ts";
import { OUTPUTS } from "./kept-workspace.ts";
import { bunAsNpm, writeJson, writeNpmWorkspace } from "./npm-workspace.ts";

/** Turborepo: its own program. Its `run` has no daemon any more, and says so where it is told to do without. */
export const findTurbo: FindTool = (lab) => {
  const turbo = lab.peer("turbo");
  if (turbo === undefined) return { missing: "turbo: npm ci --prefix bench installs it" };
  const run = [
    turbo,
    "run",
    "build",
    "--concurrency=100%",
    "--cache=local:rw",
    "--cache-dir=.cache/turbo",
    "--output-logs=errors-only",
    "--ui=stream",
  ];
  return {
    name: "turbo",
    configure({ root, services }) {
      writeNpmWorkspace(root, services);
      writeJson(join(root, "turbo.json"), { tasks: { build: { dependsOn: ["^build"], outputs: [OUTPUTS] } } });
    },
    all: run,
    one: ({ name }) => [...run, `--filter=${name}`],
    env: () => ({ PATH: `${bunAsNpm(lab)}:${process.env.PATH}` }),
    caches: () => [".cache", ".turbo"],
    restores: true,
    about: 50,
  };
};
