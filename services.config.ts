import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "nix-repo";

const packages = join(import.meta.dirname, "packages");
const TOOLS = "//:test-tools";

export default defineConfig({
  root: ".",
  globalInputs: ["packages/testkit/**", "package-lock.json", "jest.config.js", "scripts/**"],
  services: {
    ...Object.fromEntries(
      readdirSync(packages)
        .sort()
        .map((name) => [name, servicePackage(name)]),
    ),

    // What spans packages: types, layers, and the files beside them.
    rules: {
      path: "scripts",
      shell: "default",
      verbs: {
        lint: `
          cd ..
          node node_modules/.bin/tsc --noEmit
          node node_modules/.bin/depcruise packages
          node node_modules/.bin/biome check scripts bench examples services.config.ts jest.config.js .dependency-cruiser.js
        `,
      },
    },

    // The tests that run the built program as its users do.
    "end-to-end": {
      path: "test",
      shell: "default",
      dependsOn: ["cli"],
      verbs: {
        lint: ["node", "../node_modules/.bin/biome", "check", "."],
        test: { run: jest("..", "test"), dependsOn: [TOOLS, "cli:build"] },
      },
    },
  },

  workspace: {
    shell: "default",
    verbs: {
      "test-tools": {
        run: ["scripts/install-test-tools.sh"],
        description: "what the tests run for real: shells, tmux, two versions of Nix",
      },
      format: { run: ["node", "node_modules/.bin/biome", "check", "--write", "."], description: "format, and mend what the linter can" },
      bench: { run: ["node", "bench/run.ts"], description: "the table of start-up times" },
    },
  },
});

/** Tools are npm's, run by the devShell's Node. No result is kept: what these read stands in other packages too. */
function servicePackage(name: string) {
  const folder = join(packages, name);
  return {
    path: `packages/${name}`,
    shell: "default",
    dependsOn: ourPackagesIn(folder),
    verbs: {
      lint: ["node", "../../node_modules/.bin/biome", "check", "."],
      ...(existsSync(join(folder, "test")) ? { test: { run: jest("../..", `packages/${name}`), dependsOn: [TOOLS] } } : {}),
      ...(name === "cli" ? { build: ["node", "../../scripts/build.ts"] } : {}),
    },
  };
}

/** The packages of ours that a package is made of; what its tests need besides is among the `globalInputs`, as it depends on some of them in turn. */
function ourPackagesIn(folder: string): string[] {
  const { dependencies = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  return Object.keys(dependencies).flatMap((name) => /^@nix-repo\/(.+)/.exec(name)?.[1] ?? []);
}

interface Manifest {
  readonly dependencies?: Record<string, string>;
}

function jest(root: string, tests: string): string[] {
  const quiet = ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning"];
  return ["node", ...quiet, `${root}/node_modules/jest/bin/jest.js`, "--config", `${root}/jest.config.js`, "--roots", `<rootDir>/${tests}`];
}
