import { existsSync } from "node:fs";
import { join } from "node:path";
import { privateNixStore, writeFlake } from "@nix-repo/testkit";
import type { Lab } from "../bench-case.ts";
import type { FindTool, KeptTool, KeptWorkspace } from "./kept-tool.ts";
import { BUILD, OUTPUTS } from "./kept-workspace.ts";
import { writeJson } from "./npm-workspace.ts";

/** Ourselves, in a devShell of Nix 2.26: what users have. */
export const findRepo: FindTool = (lab) => {
  const { repo, nix } = { repo: builtRepo(lab), nix: lab.nix };
  if (repo === undefined) return { missing: "the executable: npm run build makes it" };
  if (nix === undefined) return { missing: "Nix 2.26: scripts/install-test-tools.sh installs it" };
  const store = privateNixStore({ bin: nix, folder: lab.folder("nix-of-kept") });
  return {
    ...toolOf([repo], "repo"),
    configure(workspace) {
      writeFlake(workspace.root, { shells: { toy: {} } });
      writeRegistry(workspace, {});
    },
    env: ({ home }) => ({ ...store.variables, PATH: `${nix}:${process.env.PATH}`, XDG_CACHE_HOME: home }),
  };
};

/** Ourselves with the host's tools, which a command that does nothing stands for: without Nix, and without the question whether an environment is valid. */
export const findRepoOnHost: FindTool = (lab) => {
  const repo = builtRepo(lab);
  if (repo === undefined) return { missing: "the executable: npm run build makes it" };
  return {
    ...toolOf([repo, "--provider", "host"], "repo on the host"),
    // It is there to be held against the devShell's row, and that is seen by then.
    largest: 500,
    configure: (workspace) => writeRegistry(workspace, { hostToolchain: [["true"]] }),
    env: ({ home }) => ({ XDG_CACHE_HOME: home }),
  };
};

function toolOf([repo = "", ...flags]: readonly string[], name: string): Omit<KeptTool, "configure" | "env"> {
  const rest = ["--output", "failures", ...flags];
  return {
    name,
    all: [repo, "build", "--all", ...rest],
    one: (service) => [repo, "build", service.name, ...rest],
    // Not .repo/environments: cold is about results, and an environment is captured once and for all.
    caches: ({ home }) => [join(home, "repo"), ".repo/tasks", ".repo/inputs", ".repo/runs"],
    restores: true,
    about: 50,
  };
}

function builtRepo({ root }: Lab): string | undefined {
  const repo = join(root, "packages/cli/dist/repo");
  return existsSync(repo) ? repo : undefined;
}

function writeRegistry({ root, services, build = BUILD }: KeptWorkspace, settings: Readonly<Record<string, unknown>>): void {
  const entries = services.map(({ name, folder, dependsOn }) => [
    name,
    { path: folder, shell: "toy", dependsOn, verbs: { build: { run: build, dependsOn: ["^build"], outputs: [OUTPUTS] } } },
  ]);
  writeJson(join(root, "services.config.json"), { ...settings, services: Object.fromEntries(entries) });
}
