import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import type { FindTool } from "./kept-tool.ts";
import { BUILD, INPUTS, OUTPUTS } from "./kept-workspace.ts";

/** mise: tasks whose sources are older than their outputs are left out. It keeps no outputs, so that it can put none back. */
export const findMise: FindTool = (lab) => {
  const mise = lab.peer("mise");
  if (mise === undefined) return { missing: "mise: npm ci --prefix bench installs it" };
  const run = [mise, "run", "--quiet", `--jobs=${cpus().length}`];
  return {
    name: "mise",
    configure({ root, services }) {
      const tasks = services.map(({ name, folder, dependsOn }) =>
        [
          `[tasks."${name}"]`,
          `run = ${JSON.stringify(BUILD)}`,
          `dir = "{{config_root}}/${folder}"`,
          `depends = ${JSON.stringify(dependsOn)}`,
          `sources = ["${INPUTS}/*"]`,
          `outputs = ["${OUTPUTS}/*"]`,
        ].join("\n"),
      );
      const build = `[tasks.build]\ndepends = ${JSON.stringify(services.map(({ name }) => name))}`;
      writeFileSync(join(root, "mise.toml"), `${[...tasks, build].join("\n\n")}\n`);
    },
    all: [...run, "build"],
    one: ({ name }) => [...run, name],
    env: ({ home }) => ({
      MISE_OFFLINE: "1",
      MISE_TRUSTED_CONFIG_PATHS: "/",
      MISE_DATA_DIR: join(home, "data"),
      MISE_CACHE_DIR: join(home, "cache"),
      MISE_STATE_DIR: join(home, "state"),
      MISE_CONFIG_DIR: join(home, "config"),
    }),
    // That a task need not run is told by its outputs alone; what it wrote down of them lies in its state.
    caches: ({ home }) => [home],
    restores: false,
    about: 50,
  };
};
