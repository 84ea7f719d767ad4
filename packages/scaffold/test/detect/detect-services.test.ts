import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { temporaryFolder } from "@nix-repo/testkit";
import { detectServices } from "../../src/detect/detect-services.ts";
import { fileTree } from "../../src/detect/file-tree.ts";

async function detect(files: Readonly<Record<string, string>>, besides: readonly string[] = []) {
  using folder = temporaryFolder(files);
  const read: string[] = [];
  const tree = fileTree({
    paths: [...Object.keys(files), ...besides],
    read(path) {
      read.push(path);
      return files[path] === undefined ? undefined : readFileSync(join(folder.path, path), "utf8");
    },
  });
  return { ...(await detectServices({ tree, root: folder.path })), read };
}

const folders = (found: readonly { readonly folder: string }[]) => found.map(({ folder }) => folder);

test("manifests alone are read, each once", async () => {
  const { services, read } = await detect({
    "api/go.mod": "module api\n",
    "api/main.go": "",
    "api/internal/data.json": "{}",
    "web/package.json": '{ "name": "web" }',
    "web/src/package.ts": "",
    "net/Net.csproj": "<Project/>",
    "README.md": "",
  });
  expect(folders(services)).toEqual(["api", "net", "web"]);
  expect(read.sort()).toEqual(["api/go.mod", "net/Net.csproj", "web/package.json"]);
});

test("what git still lists and nobody has any more is no service", async () => {
  const { services } = await detect({ "a/go.mod": "module a\n" }, ["gone/go.mod", "gone/pom.xml", "away/justfile", "lost/Lost.csproj"]);
  expect(folders(services)).toEqual(["a"]);
});

test("a manifest that cannot be read is a service's all the same, and said", async () => {
  const { services, unreadable } = await detect({ "a/Cargo.toml": "[package\n", "b/go.mod": "" });
  expect(folders(services)).toEqual(["a", "b"]);
  expect(unreadable).toEqual([{ file: expect.stringMatching(/\/a\/Cargo\.toml$/), message: expect.any(String) }]);
});

test.each<[string, Record<string, string>, string[]]>([
  ["code in its own folder", { "index.js": "" }, [".", "apps/web"]],
  ["code in src", { "src/a/b/c.tsx": "" }, [".", "apps/web"]],
  ["settings of tools", { "eslint.config.mjs": "", ".prettierrc.js": "", "vitest.workspace.ts": "", "types.d.ts": "" }, ["apps/web"]],
  ["scripts", { "scripts/release.js": "" }, ["apps/web"]],
  ["code of its members alone", { "apps/web/src/index.ts": "" }, ["apps/web"]],
])("the root of a workspace with %s", async (_what, files, expected) => {
  const { services } = await detect({
    "package.json": '{ "name": "root", "scripts": { "build": "turbo build" }, "workspaces": ["apps/*"] }',
    "apps/web/package.json": '{ "name": "web" }',
    ...files,
  });
  expect(folders(services)).toEqual(expected);
});

test("which manifest of several decides", async () => {
  const { services } = await detect({
    "a/package.json": '{ "name": "tools" }',
    "a/go.mod": "module a\n",
    "b/package.json": '{ "name": "b" }',
    "b/pyproject.toml": "[tool.ruff]\n",
    "b/x.py": "",
    "c/package.json": '{ "name": "c" }',
    "c/C.csproj": "<Project/>",
    "d/Cargo.toml": '[package]\nname = "d"\n',
    "d/pyproject.toml": '[project]\nname = "d"\n',
    "e/Makefile": "",
    "e/requirements.txt": "",
    "e/e.py": "",
  });
  expect(services.map(({ name, kind }) => `${name} ${kind}`)).toEqual(["a go", "b node", "c dotnet", "d rust", "e python"]);
});

test("what has no preset belongs to what is above it, unless that is the repository's root", async () => {
  const { services, leftOut } = await detect({
    "package.json": '{ "name": "app" }',
    "src/index.js": "",
    "android/build.gradle": "",
    "backend/pom.xml": "",
    "backend/core/pom.xml": "",
    "ops/justfile": "",
    "web/package.json": '{ "name": "web" }',
    "web/src/index.js": "",
    "web/deploy/justfile": "",
  });
  expect(folders(services)).toEqual([".", "backend", "ops", "web"]);
  expect(leftOut).toEqual([
    { folder: "android", why: "part", of: "." },
    { folder: "backend/core", why: "part", of: "backend" },
    { folder: "web/deploy", why: "part", of: "web" },
  ]);
});

test("several projects test one, which runs them all", async () => {
  const sdk = '<PackageReference Include="Microsoft.NET.Test.Sdk" /><ProjectReference Include="../../src/Api/Api.csproj" />';
  const { services } = await detect({
    "a.sln": "",
    "src/Api/Api.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web"></Project>',
    "src/Jobs/Jobs.csproj": '<Project><OutputType>Exe</OutputType><!-- <ProjectReference Include="../Api/Api.csproj" /> --></Project>',
    "tests/Api.Tests/Api.Tests.csproj": `<Project>${sdk}</Project>`,
    "tests/it's [slow]/Slow.csproj": `<Project>${sdk}</Project>`,
  });
  expect(services.map(({ name, verbs }) => [name, verbs])).toEqual([
    [
      "Api",
      {
        test: {
          run: "dotnet test --nologo ../../tests/Api.Tests\ndotnet test --nologo '../../tests/it'\\''s [slow]'",
          inputs: ["**", "//tests/Api.Tests/**", "//tests/it's \\[slow\\]/**"],
        },
      },
    ],
    ["Jobs", undefined],
  ]);
});
