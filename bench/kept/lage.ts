import { existsSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import type { FindTool } from "./kept-tool.ts";
import { OUTPUTS } from "./kept-workspace.ts";
import { bunAsNpm, writeNpmWorkspace } from "./npm-workspace.ts";

/** lage, with its cache on the local disk alone. */
export const findLage: FindTool = (lab) => {
  const lage = join(lab.root, "bench/node_modules/lage/dist/lage.js");
  if (!existsSync(lage)) return { missing: "lage: npm ci --prefix bench installs it" };
  const run = [lab.node, lage, "build", `--concurrency=${cpus().length}`, "--log-level=error"];
  return {
    name: "lage",
    configure({ root, services }) {
      writeNpmWorkspace(root, services);
      const config = {
        pipeline: { build: { dependsOn: ["^build"], outputs: [`${OUTPUTS}/*`] } },
        npmClient: "npm",
        cacheOptions: {
          cacheStorageConfig: { provider: "local" },
          internalCacheFolder: ".cache/lage",
          outputGlob: [`${OUTPUTS}/*`],
          environmentGlob: ["package.json"],
        },
      };
      writeFileSync(join(root, "lage.config.js"), `module.exports = ${JSON.stringify(config, undefined, 2)};\n`);
    },
    all: run,
    one: ({ name }) => [...run, "--to", name],
    env: () => ({ PATH: `${bunAsNpm(lab)}:${process.env.PATH}` }),
    caches: () => [".cache"],
    restores: true,
    about: 700,
  };
};
