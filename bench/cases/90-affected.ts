import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nixSystem, privateNixStore, writeFlake } from "@nix-repo/testkit";
import type { CaseFile } from "../bench-case.ts";

const SERVICES = 500;
const FILES = 20_000;
const SHELLS = 10;
const GIT_AND_NODE = "git diff --name-only, and node -e 0";
const EVALUATION = "nix eval, all devShells";

/** What a branch affects, of many services in a large repository: after edits of code, and after an edit of the flake. */
const cases: CaseFile = (lab) => {
  const repo = join(lab.root, "packages/cli/dist/repo");
  if (!existsSync(repo)) return { missing: "the executable: npm run build makes it" };
  if (lab.nix === undefined) return { missing: "Nix 2.26: scripts/install-test-tools.sh installs it" };
  const store = privateNixStore({ bin: lab.nix, folder: lab.folder("nix-affected") });
  const env = { ...store.variables, PATH: `${lab.nix}:${process.env.PATH}`, HOME: lab.folder("home-affected") };
  const code = lab.folder("affected-code");
  const flake = lab.folder("affected-flake");
  for (const root of [code, flake]) {
    generate(root);
    execFileSync(repo, ["env", "refresh"], { cwd: root, env, stdio: "ignore" });
    git(root, "checkout", "--quiet", "-b", "feature");
    for (const index of [3, 70, 411]) appendFileSync(join(root, `code/svc-${index}/file-0.ts`), "// edited\n");
    git(root, "commit", "--quiet", "--all", "--message=edited");
    appendFileSync(join(root, "code/svc-9/file-1.ts"), "// edited\n");
  }
  const nix = ["nix", "--extra-experimental-features", "nix-command flakes", "eval", "--json"];
  const drvPaths = ["--apply", "builtins.mapAttrs (_: shell: shell.drvPath)"];
  const edit = () => appendFileSync(join(flake, "flake.nix"), "# edited\n");
  const gitAndNode = ["sh", "-c", `git diff --name-only main >/dev/null && "${lab.node}" -e 0`];
  return [
    { name: GIT_AND_NODE, argv: gitAndNode, cwd: code, env },
    { name: "repo affected, 500 services", argv: [repo, "affected"], cwd: code, env, target: { atMost: 3, of: GIT_AND_NODE } },
    { name: EVALUATION, argv: [...nix, `.#devShells.${nixSystem}`, ...drvPaths], cwd: flake, env, before: edit, every: 8 },
    {
      ...{ name: "repo affected, after an edit of the flake", argv: [repo, "affected"], cwd: flake, env, before: edit, every: 8 },
      target: { atMost: 3, of: EVALUATION },
    },
  ];
};
export default cases;

function generate(root: string): void {
  const shells = Object.fromEntries(Array.from({ length: SHELLS }, (_, index) => [`shell-${index}`, {}]));
  writeFlake(root, { shells });
  const services: Record<string, object> = {};
  for (let index = 0; index < SERVICES; index += 1) {
    const name = `svc-${index}`;
    const folder = join(root, "code", name);
    mkdirSync(folder, { recursive: true });
    for (let file = 0; file < FILES / SERVICES; file += 1)
      writeFileSync(join(folder, `file-${file}.ts`), `export const value = ${file};\n`.repeat(20));
    const dependsOn = index % 5 === 0 || index < 10 ? [] : [`svc-${Math.floor(index / 10)}`];
    services[name] = { path: `code/${name}`, shell: `shell-${index % SHELLS}`, dependsOn, verbs: { build: ["true"], test: ["true"] } };
  }
  writeFileSync(join(root, "services.config.json"), JSON.stringify({ services }, undefined, 2));
  writeFileSync(join(root, ".gitignore"), ".repo\n");
  git(root, "init", "--quiet", "--initial-branch=main");
  git(root, "add", "--all");
  git(root, "commit", "--quiet", "--message=all of it");
}

function git(root: string, ...args: readonly string[]): void {
  const identity = ["-c", "user.name=bench", "-c", "user.email=bench@example.org", "-c", "gc.auto=0"];
  execFileSync("git", [...identity, ...args], { cwd: root, stdio: "ignore" });
}
