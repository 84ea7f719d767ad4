import { existsSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import type { FindTool } from "./kept-tool.ts";
import { BUILD, INPUTS, OUTPUTS } from "./kept-workspace.ts";
import { writeNpmWorkspace } from "./npm-workspace.ts";

/** Wireit, started by Node's own `--run`: npm takes longer to come up. */
export const findWireit: FindTool = (lab) => {
  const modules = join(lab.root, "bench/node_modules");
  if (!existsSync(join(modules, "wireit"))) return { missing: "wireit: npm ci --prefix bench installs it" };
  return {
    name: "wireit",
    configure({ root, services }) {
      writeNpmWorkspace(root, services, {
        root: {
          scripts: Object.fromEntries(["build", ...services.map(({ name }) => name)].map((name) => [name, "wireit"])),
          wireit: {
            build: { dependencies: services.map(({ folder }) => `./${folder}:build`) },
            ...Object.fromEntries(services.map(({ name, folder }) => [name, { dependencies: [`./${folder}:build`] }])),
          },
        },
        service: ({ dependsOn }) => ({
          scripts: { build: "wireit" },
          wireit: {
            build: { command: BUILD, files: [INPUTS], output: [OUTPUTS], dependencies: dependsOn.map((name) => `../${name}:build`) },
          },
        }),
      });
    },
    all: [lab.node, "--run", "build"],
    one: ({ name }) => [lab.node, "--run", name],
    env: () => ({
      PATH: `${join(modules, ".bin")}:${process.env.PATH}`,
      WIREIT_CACHE: "local",
      WIREIT_LOGGER: "quiet",
      WIREIT_PARALLEL: String(cpus().length),
    }),
    caches: ({ services }) => ["", ...services.map(({ folder }) => folder)].map((folder) => join(folder, ".wireit")),
    restores: true,
    about: 500,
  };
};
