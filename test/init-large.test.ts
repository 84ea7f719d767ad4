import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { git, runRepo, temporaryFolder } from "@nix-repo/testkit";

const SERVICES = 1000;
const FILES_EACH = 49;

/** On an idle machine it takes a third of a second; what looks at every pair of services or files would take minutes. */
const LIMIT_MS = 15_000;

test(`${SERVICES} services among 50,000 files are found, with what they depend on`, async () => {
  using folder = temporaryFolder({ "package.json": '{ "private": true, "workspaces": ["code/*/*"] }\n' });
  for (let n = 0; n < SERVICES; n++) {
    const path = join(folder.path, pathOf(n));
    mkdirSync(join(path, "src/deep/down"), { recursive: true });
    const [name, text] = manifestOf(n);
    writeFileSync(join(path, name), text);
    for (let file = 0; file < FILES_EACH; file++) writeFileSync(join(path, "src/deep/down", `file-${file}.txt`), "");
  }
  git(folder.path, "init", "--quiet", "--initial-branch=main");
  git(folder.path, "add", "--all");
  const start = performance.now();
  const told = await runRepo(["init", "--json"], { cwd: folder.path });
  expect(performance.now() - start).toBeLessThan(LIMIT_MS);
  expect(told).toMatchObject({ exitCode: 0, stderr: "" });
  const { services } = JSON.parse(told.stdout) as { services: { name: string; dependsOn: string[] }[] };
  expect(services).toHaveLength(SERVICES);
  expect(services.filter(({ dependsOn }) => dependsOn.length === 1)).toHaveLength(SERVICES - KINDS.length);
  expect(readFileSync(join(folder.path, "services.config.ts"), "utf8")).toContain(
    '    "service-999": { path: "team-19/service-999", stack: "rust", dependsOn: ["service-996"] },\n',
  );
  expect(await runRepo(["config", "validate"], { cwd: folder.path })).toMatchObject({
    exitCode: 0,
    stdout: "1000 services, no mistakes\n",
  });
});

function pathOf(n: number): string {
  return `code/team-${n % 20}/service-${n}`;
}

/** Each depends on the one before it of the same kind. */
function manifestOf(n: number): [string, string] {
  const before = n - KINDS.length;
  const kind = KINDS[n % KINDS.length];
  const way = before < 0 ? undefined : `../../${pathOf(before).slice("code/".length)}`;
  switch (kind) {
    case "node":
      return ["package.json", JSON.stringify({ name: `s${n}`, dependencies: before < 0 ? {} : { [`s${before}`]: "*" } })];
    case "go":
      return ["go.mod", `module s${n}\n${way === undefined ? "" : `\nrequire s${before} v0.0.0\n\nreplace s${before} => ${way}\n`}`];
    default:
      return [
        "Cargo.toml",
        `[package]\nname = "s${n}"\n${way === undefined ? "" : `\n[dependencies]\ns${before} = { path = "${way}" }\n`}`,
      ];
  }
}

const KINDS = ["rust", "node", "go"] as const;
