import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BenchCase, CaseFile } from "../bench-case.ts";
import { bunAsNpm } from "../kept/npm-workspace.ts";

const COUNT = 500;
const FLOOR = `xargs -P, ${COUNT} × true`;

/** 500 tasks that do nothing and depend on nothing, as many at once as there are cores: what a runner itself costs. */
const cases: CaseFile = (lab) => {
  const repo = join(lab.root, "packages/cli/dist/repo");
  if (!existsSync(repo)) return { missing: "the executable: npm run build makes it" };
  const names = Array.from({ length: COUNT }, (_, index) => `task-${index}`);
  const rows: BenchCase[] = [
    { name: FLOOR, argv: ["sh", "-c", `seq ${COUNT} | xargs -P"$(nproc)" -n1 true`], cwd: lab.folder("xargs"), every: 2 },
    { ...repoCase(repo, names, lab.folder("many-repo")), every: 2, target: { atMost: 1.3, of: FLOOR }, atMostMb: 150 },
  ];
  const just = lab.peer("just");
  if (just !== undefined) rows.push({ ...justCase(just, names, lab.folder("many-just")), every: 2 });
  const modules = join(lab.root, "bench/node_modules");
  if (existsSync(join(modules, "wireit"))) rows.push({ ...wireitCase(modules, names, lab.folder("many-wireit")), every: 10 });
  const turbo = lab.peer("turbo");
  if (turbo !== undefined) {
    // npm itself takes 150 ms for each script: Bun answers to its name.
    const env = { PATH: `${bunAsNpm(lab)}:${process.env.PATH}` };
    rows.push({ ...turboCase(turbo, names, lab.folder("many-turbo")), env, every: 20 });
  }
  return rows;
};
export default cases;

function repoCase(repo: string, names: readonly string[], cwd: string): BenchCase {
  for (const name of names) mkdirSync(join(cwd, name));
  const services = Object.fromEntries(names.map((name) => [name, { path: name, verbs: { nothing: ["true"] } }]));
  writeFileSync(join(cwd, "services.config.json"), JSON.stringify({ services }));
  const before = () => rmSync(join(cwd, ".repo"), { recursive: true, force: true });
  return { name: `repo, ${COUNT} tasks`, argv: [repo, "nothing", "--all", "--provider", "host"], cwd, before };
}

function justCase(just: string, names: readonly string[], cwd: string): BenchCase {
  const recipes = names.map((name) => `${name}:\n    @true\n`);
  writeFileSync(join(cwd, "justfile"), `[parallel]\nall: ${names.join(" ")}\n\n${recipes.join("\n")}`);
  return { name: `just, ${COUNT} recipes at once`, argv: [just, "all"], cwd };
}

function wireitCase(modules: string, names: readonly string[], cwd: string): BenchCase {
  const scripts = Object.fromEntries([...names, "all"].map((name) => [name, "wireit"]));
  const wireit = Object.fromEntries(names.map((name) => [name, { command: "true" }]));
  writeFileSync(join(cwd, "package.json"), JSON.stringify({ private: true, scripts, wireit: { ...wireit, all: { dependencies: names } } }));
  const env = { PATH: `${join(modules, ".bin")}:${process.env.PATH}`, WIREIT_CACHE: "none", WIREIT_LOGGER: "quiet" };
  return { name: `wireit, ${COUNT} scripts`, argv: ["npm", "run", "--silent", "all"], cwd, env };
}

function turboCase(turbo: string, names: readonly string[], cwd: string): BenchCase {
  for (const name of names) {
    mkdirSync(join(cwd, name));
    writeFileSync(join(cwd, name, "package.json"), JSON.stringify({ name, version: "0.0.0", scripts: { nothing: "true" } }));
  }
  const packages = Object.fromEntries(names.map((name) => [name, { version: "0.0.0" }]));
  const links = Object.fromEntries(names.map((name) => [`node_modules/${name}`, { resolved: name, link: true }]));
  const manifest = { name: "many", private: true, packageManager: "npm@11.0.0", workspaces: names };
  writeFileSync(join(cwd, "package.json"), JSON.stringify(manifest));
  writeFileSync(
    join(cwd, "package-lock.json"),
    JSON.stringify({ name: "many", lockfileVersion: 3, packages: { "": manifest, ...packages, ...links } }),
  );
  writeFileSync(join(cwd, "turbo.json"), JSON.stringify({ tasks: { nothing: { cache: false } } }));
  return {
    name: `turbo, ${COUNT} scripts, uncached`,
    argv: [turbo, "run", "nothing", "--concurrency=100%", "--ui=stream", "--no-daemon"],
    cwd,
  };
}
