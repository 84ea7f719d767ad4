import { argv, builds, check, chore, type ServiceFolder, type StackVerb, serves } from "./stack.ts";

/**
 * The scripts of package.json, by the package manager whose lockfile is nearest. A script that is not there gives no verb, so that asking for it
 * names those that exist. The placeholder that `npm init` writes for `test` counts as none.
 */
export function node(service: ServiceFolder): Record<string, StackVerb> {
  const manifest = readManifest(service);
  const manager = managerOf(service, manifest);
  const scripts = manifest.scripts ?? {};
  const outputs = outputsOf(manifest);
  const verbs: Record<string, StackVerb> = {};
  const dev = ["dev", "start"].find((name) => scripts[name] !== undefined);
  if (dev !== undefined) verbs.dev = serves(argv(...manager.run(dev)), `Start the script ${dev}`);
  if (scripts.test !== undefined && !scripts.test.includes("no test specified"))
    verbs.test = check(argv(...manager.run("test")), "Run the script test");
  if (scripts.build !== undefined) verbs.build = builds(argv(...manager.run("build")), { description: "Run the script build", outputs });
  if (scripts.lint !== undefined) verbs.lint = check(argv(...manager.run("lint")), "Run the script lint");
  verbs.setup = chore(argv(...manager.install), `Install the dependencies with ${manager.name}`);
  verbs.clean =
    scripts.clean === undefined
      ? chore(
          argv("rm", "-rf", "--", "node_modules", ...outputs.filter((glob) => glob.includes("/")).map(topFolder)),
          "Remove the installed dependencies and what was built",
        )
      : chore(argv(...manager.run("clean")), "Run the script clean");
  return verbs;
}

/** How a script of package.json is run; undefined where there is none of that name. */
export function nodeScript(service: ServiceFolder, name: string): readonly string[] | undefined {
  if (!service.names.has("package.json")) return undefined;
  const manifest = readManifest(service);
  return manifest.scripts?.[name] === undefined ? undefined : managerOf(service, manifest).run(name);
}

interface Manifest {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly packageManager?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** A manifest that cannot be read offers no scripts; the package manager says what is wrong with it. */
function readManifest(service: ServiceFolder): Manifest {
  try {
    const manifest: unknown = JSON.parse(service.read("package.json") ?? "{}");
    return typeof manifest === "object" && manifest !== null ? manifest : {};
  } catch {
    return {};
  }
}

interface Manager {
  readonly name: string;
  run(script: string): readonly string[];
  readonly install: readonly string[];
}

const LOCKFILES: Readonly<Record<string, string>> = {
  "pnpm-lock.yaml": "pnpm",
  "yarn.lock": "yarn",
  "bun.lock": "bun",
  "bun.lockb": "bun",
  "package-lock.json": "npm",
  "npm-shrinkwrap.json": "npm",
};
const LOCKFILE_NAMES = Object.keys(LOCKFILES);

/** By lockfile, then by the field that corepack reads; npm where neither says anything. An install leaves the lockfile as it is, where there is one. */
function managerOf(service: ServiceFolder, { packageManager = "" }: Manifest): Manager {
  const lockfile = service.nearestOf(LOCKFILE_NAMES);
  const name = LOCKFILES[lockfile ?? ""] ?? /^(npm|pnpm|yarn|bun)@/.exec(packageManager)?.[1] ?? "npm";
  const locked = lockfile !== undefined;
  switch (name) {
    case "pnpm":
    case "bun":
      return { name, run: (script) => [name, "run", script], install: [name, "install", ...(locked ? ["--frozen-lockfile"] : [])] };
    case "yarn": {
      // The option was renamed in Yarn 2, which is known by its own configuration file.
      const frozen = service.nearestOf([".yarnrc.yml"]) === undefined ? "--frozen-lockfile" : "--immutable";
      return { name, run: (script) => [name, "run", script], install: [name, "install", ...(locked ? [frozen] : [])] };
    }
    default:
      // npm alone would take options that follow for itself.
      return { name: "npm", run: (script) => ["npm", "run", script, "--"], install: ["npm", locked ? "ci" : "install"] };
  }
}

const OUTPUTS_OF_FRAMEWORKS: Readonly<Record<string, readonly string[]>> = {
  next: [".next/**", "out/**"],
  nuxt: [".nuxt/**", ".output/**"],
  "@sveltejs/kit": [".svelte-kit/**", "build/**"],
  "react-scripts": ["build/**"],
  "@docusaurus/core": ["build/**"],
};

/** `build/` and `out/` count only where a framework says so: elsewhere they often hold sources. */
function outputsOf({ dependencies, devDependencies }: Manifest): string[] {
  const used = { ...dependencies, ...devDependencies };
  const ofFrameworks = Object.entries(OUTPUTS_OF_FRAMEWORKS).flatMap(([name, globs]) => (used[name] === undefined ? [] : globs));
  return [...new Set(["dist/**", TYPESCRIPT_STATE, ...ofFrameworks])];
}

/** Where tsc writes down what it has built: without its dist it would take that for done. */
const TYPESCRIPT_STATE = "*.tsbuildinfo";

function topFolder(glob: string): string {
  return glob.slice(0, glob.indexOf("/"));
}
