import { appendFileSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { privateNixStore } from "@nix-repo/testkit";
import type { BenchCase, CaseFile } from "../bench-case.ts";
import { CODE, generateRepository } from "../generate-repository.ts";
import { NODE } from "./10-node.ts";

/** A command in a devShell, against what `nix develop` takes, in a repository of 20,000 files and in a toy. */
const cases: CaseFile = (lab) => {
  const repo = join(lab.root, "packages/cli/dist/repo");
  if (!existsSync(repo)) return { missing: "the executable: npm run build makes it" };
  if (lab.nix === undefined) return { missing: "Nix 2.26: scripts/install-test-tools.sh installs it" };
  const store = privateNixStore({ bin: lab.nix, folder: lab.folder("nix") });
  const env = { ...store.variables, PATH: `${lab.nix}:${process.env.PATH}` };
  const nix = join(lab.nix, "nix");
  const exec = (service: string) => [repo, "exec", service, "--", "true"];
  const develop = (shell: string) => [nix, "develop", `.#${shell}`, "--command", "true"];

  const large = (name: string) => {
    const root = lab.folder(name);
    const services = Object.keys(LARGE_SHELLS);
    generateRepository(root, { files: 20_000, services, captured: ["recorded"], flake: { stdenv: "realistic", shells: LARGE_SHELLS } });
    return root;
  };
  const [clean, edited, cold] = [large("large-clean"), large("large-edited"), large("large-cold")];
  const toy = lab.folder("toy");
  generateRepository(toy, { files: 5, services: ["svc"], flake: { shells: { svc: {} } } });
  const many = (count: number) => {
    const root = lab.folder(`shells-${count}`);
    const services = Array.from({ length: count }, (_, index) => `svc-${index}`);
    generateRepository(root, { files: 1_000, services, flake: { shells: Object.fromEntries(services.map((each) => [each, {}])) } });
    return root;
  };
  const [one, hundred] = [many(1), many(100)];
  const edit = (root: string) => () => appendFileSync(join(root, CODE), "// edited\n");
  for (const root of [clean, edited, cold]) edit(root)();
  const coldStart = () => {
    edit(cold)();
    rmSync(join(cold, ".repo"), { recursive: true, force: true });
  };

  const rows: readonly BenchCase[] = [
    { name: "nix develop, 20,000 files", argv: develop("svc"), cwd: clean, every: 8 },
    { name: "nix develop, 20,000 files, after an edit", argv: develop("svc"), cwd: edited, before: edit(edited), every: 8 },
    { name: "nix develop, toy", argv: develop("svc"), cwd: toy, every: 2 },
    { name: "nix develop, cold", argv: develop("svc"), cwd: cold, before: edit(cold), every: 8 },
    { name: "repo exec, 20,000 files", argv: exec("svc"), cwd: clean, target: { atMost: 1 / 8, of: "nix develop, 20,000 files" } },
    {
      ...{ name: "repo exec, 20,000 files, after an edit", argv: exec("svc"), cwd: edited, before: edit(edited) },
      target: { atMost: 1 / 50, of: "nix develop, 20,000 files, after an edit" },
    },
    { name: "repo exec, toy", argv: exec("svc"), cwd: toy, target: { atMost: 1 / 2, of: "nix develop, toy" } },
    { name: "repo exec", argv: exec("svc"), cwd: clean, target: { atMost: 0.8, of: NODE }, atMostMb: 60 },
    { name: "repo exec, with a hook", argv: exec("hooked"), cwd: clean, target: { atMost: 1.2, of: NODE } },
    { name: "repo exec, with a recorded hook", argv: exec("recorded"), cwd: clean, target: { atMost: 0.8, of: NODE } },
    {
      ...{ name: "repo exec, cold", argv: exec("svc"), cwd: cold, before: coldStart, every: 8 },
      target: { atMost: 1.25, of: "nix develop, cold" },
    },
    { name: "1 shell checked", argv: [repo, "env", "refresh"], cwd: one },
    {
      ...{ name: "100 shells checked", argv: [repo, "env", "refresh"], cwd: hundred },
      target: { atMostMsMore: 30, than: "1 shell checked" },
    },
  ];
  return rows.map((row) => ({ env, ...row }));
};
export default cases;

const HOOK = { shellHook: "export HOOKED=1" };
const LARGE_SHELLS = { svc: {}, hooked: HOOK, recorded: HOOK };
