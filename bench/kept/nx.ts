import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import type { FindTool } from "./kept-tool.ts";
import { BUILD, OUTPUTS } from "./kept-workspace.ts";
import { writeJson, writeNpmWorkspace } from "./npm-workspace.ts";

/** Nx without its daemon. */
export const findNx: FindTool = (lab) => {
  const modules = join(lab.root, "bench/node_modules");
  if (!existsSync(join(modules, "nx"))) return { missing: "nx: npm ci --prefix bench installs it" };
  const start = [lab.node, join(modules, "nx/dist/bin/nx.js")];
  return {
    name: "nx",
    configure({ root, services }) {
      writeNpmWorkspace(root, services, {
        root: { devDependencies: { nx: "*" } },
        service: () => ({
          scripts: {},
          nx: {
            targets: {
              build: {
                command: BUILD,
                options: { cwd: "{projectRoot}" },
                cache: true,
                dependsOn: ["^build"],
                outputs: [`{projectRoot}/${OUTPUTS}`],
              },
            },
          },
        }),
      });
      writeJson(join(root, "nx.json"), { analytics: false, neverConnectToCloud: true, useDaemonProcess: false });
      // It insists on being installed in the workspace.
      mkdirSync(join(root, "node_modules"));
      symlinkSync(join(modules, "nx"), join(root, "node_modules/nx"));
    },
    all: [...start, "run-many", "--targets=build", `--parallel=${cpus().length}`, "--outputStyle=static"],
    one: ({ name }) => [...start, "run", `${name}:build`, "--outputStyle=static"],
    env: () => ({
      NX_DAEMON: "false",
      NX_NO_CLOUD: "true",
      NX_TUI: "false",
      NX_CACHE_DIRECTORY: ".cache/nx",
      NX_WORKSPACE_DATA_DIRECTORY: ".cache/nx-data",
    }),
    caches: () => [".cache"],
    restores: true,
    about: 500,
  };
};
