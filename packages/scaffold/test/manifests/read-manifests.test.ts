import { describe, expect, test } from "@jest/globals";
import { readManifestDependencies } from "@nix-repo/scaffold";
import { temporaryFolder } from "@nix-repo/testkit";

/** What is read of one file, paths relative to its folder's parent. */
async function read(name: string, content: string) {
  using folder = temporaryFolder({ [`own/${name}`]: content });
  const found = await readManifestDependencies(`${folder.path}/own`);
  const text = JSON.stringify(found, (_key, value) => (value instanceof Map ? Object.fromEntries(value) : value));
  return JSON.parse(text.replaceAll(`${folder.path}/`, "").replaceAll(folder.path, "."));
}

const at = (folder: string) => ({ kind: "folder", folder });
const member = (name: string) => ({ kind: "member", name });
const published = (name: string) => ({ kind: "published", name });

describe("a manifest says its name and what it needs", () => {
  test.each([
    [
      "go.mod",
      `// ours\nmodule "example.com/api" // quoted\n\ngo 1.24\nrequire example.com/log v1.0.0\nrequire (\n\texample.com/auth v0.0.0 // indirect\n\tgolang.org/x/text v0.3.0\n)\nreplace example.com/auth => ../auth\nreplace (\n\texample.com/unused v1.2.3 => ./unused\n\tgolang.org/x/text v0.3.0 => example.com/fork v0.4.0\n)\n`,
      { ecosystem: "go", name: "example.com/api", needs: [member("example.com/log"), at("auth"), member("golang.org/x/text")] },
    ],
    [
      "Cargo.toml",
      `[package]\nname = "worker"\n[dependencies]\nserde = "1"\nshared = { path = "../shared", version = "1" }\nlog = { workspace = true }\nold.workspace = true\nmine = { package = "theirs", version = "2" }\n[dev-dependencies.testing]\npath = "../testing"\n[target.'cfg(unix)'.build-dependencies]\nunix = { path = "unix" }\n`,
      {
        ecosystem: "rust",
        name: "worker",
        needs: [
          published("serde"),
          at("shared"),
          { kind: "inherited", name: "log" },
          { kind: "inherited", name: "old" },
          published("theirs"),
          at("testing"),
          at("own/unix"),
        ],
      },
    ],
    [
      "package.json",
      `\uFEFF${JSON.stringify({
        name: "@acme/web",
        dependencies: { a: "file:../a", b: "link:../b", c: "workspace:*", d: "workspace:../d", e: "^1.0.0", f: "workspace:@acme/f@^" },
        devDependencies: {
          g: "npm:other@1",
          h: "git+ssh://git@example.com/h.git",
          i: "github:acme/i",
          j: "acme/j#main",
          k: "https://example.com/k.tgz",
        },
        peerDependencies: { l: "*", m: 3 },
        optionalDependencies: { n: "portal:../n", o: "file:vendor/o", p: "../p", q: "catalog:" },
      })}`,
      {
        ecosystem: "node",
        name: "@acme/web",
        needs: [at("a"), at("b"), member("c"), at("d"), member("e"), member("@acme/f"), at("n"), at("own/vendor/o"), at("p"), member("l")],
      },
    ],
    [
      "Api.csproj",
      `\uFEFF<?xml version="1.0"?>\r\n<Project Sdk="Microsoft.NET.Sdk" xmlns="http://schemas.microsoft.com/developer/msbuild/2003">\n<!-- <ProjectReference Include="..\\Gone\\Gone.csproj" /> -->\n<ItemGroup><PackageReference Include="Serilog" Version="4.0.0"/>\n<ProjectReference Include="..\\Shared\\Shared.csproj"><PrivateAssets>all</PrivateAssets></ProjectReference>\n<ProjectReference Include="../A/A.csproj;$(MSBuildThisFileDirectory)..\\B\\B.fsproj" /><ProjectReference Include="$(Root)\\C\\C.csproj" /><ProjectReference Include="..\\*\\*.csproj" /></ItemGroup>\n</Project>\n`,
      { ecosystem: "dotnet", name: "Api", needs: [at("Shared"), at("A"), at("B")] },
    ],
    [
      "pyproject.toml",
      `[project]\nname = "My_Api"\ndependencies = ["requests>=2", "Shared.Lib", "direct @ file:///srv/direct", "hatched @ {root:uri}/../hatched"]\n[project.optional-dependencies]\nextra = ["editable[all]>=1; python_version > '3'"]\n[dependency-groups]\ndev = ["tools", { include-group = "test" }]\n[tool.uv.sources]\nshared-lib = { workspace = true }\neditable = [{ path = "../editable", editable = true, marker = "sys_platform == 'linux'" }]\nunused = { path = "../unused" }\n[tool.pdm.dev-dependencies]\ndev = ["-e file:///\${PROJECT_ROOT}/../pdm#egg=pdm"]\n`,
      {
        ecosystem: "python",
        name: "my-api",
        needs: [member("requests"), member("shared-lib"), at("/srv/direct"), at("hatched"), at("editable"), member("tools"), at("pdm")],
      },
    ],
    [
      "pyproject.toml",
      `[tool.poetry]\nname = "poems"\n[tool.poetry.dependencies]\npython = "^3.12"\nrhyme = { path = "../rhyme", develop = true }\n[tool.poetry.group.dev.dependencies]\nmetre = [{ path = "../metre", platform = "linux" }, { version = "1", platform = "darwin" }]\n`,
      { ecosystem: "python", name: "poems", needs: [at("rhyme"), at("metre")] },
    ],
    [
      "pubspec.yaml",
      `name: app\ndependencies:\n  flutter:\n    sdk: flutter\n  design:\n    path: ../design\n  http: ^1.0.0\ndev_dependencies:\n  lints:\n`,
      { ecosystem: "flutter", name: "app", needs: [member("flutter"), at("design"), member("http"), member("lints")] },
    ],
  ])("%s", async (name, content, expected) => {
    expect(await read(name, content)).toEqual({ manifests: [{ ...expected, file: `own/${name}` }], layouts: [], unreadable: [] });
  });
});

describe("a workspace says who its members are", () => {
  test.each([
    ["package.json", `{"workspaces":["packages/*"]}`, { members: ["packages/*"] }],
    ["package.json", `{"workspaces":{"packages":["a","!b"],"nohoist":["x"]}}`, { members: ["a"], leftOut: ["b"] }],
    ["pnpm-workspace.yaml", "packages:\n  - apps/**\n  - '!**/test/**'\n", { members: ["apps/**"], leftOut: ["**/test/**"] }],
    [
      "go.work",
      "go 1.24\nuse ./api\nuse (\n  ./log // ours\n)\nreplace a.b/c => ../c\n",
      { members: ["./api", "./log"], replacements: { "a.b/c": "c" } },
    ],
    [
      "Cargo.toml",
      `[workspace]\nmembers = ["crates/*"]\nexclude = ["crates/old"]\n[workspace.dependencies]\nlog = { path = "crates/log" }\nserde = "1"\n[patch.crates-io]\nserde = { path = "forks/serde" }\n`,
      {
        members: ["crates/*"],
        leftOut: ["crates/old"],
        takesAllBelow: true,
        inherited: { log: "own/crates/log" },
        replacements: { serde: "own/forks/serde" },
      },
    ],
    ["pyproject.toml", `[tool.uv.workspace]\nmembers = ["libs/*"]\nexclude = ["libs/x"]\n`, { members: ["libs/*"], leftOut: ["libs/x"] }],
    ["pubspec.yaml", "name: _\nworkspace:\n  - app\n  - design\n", { members: ["app", "design"] }],
  ])("%s", async (name, content, expected) => {
    const { layouts, unreadable } = await read(name, content);
    expect(unreadable).toEqual([]);
    expect(layouts).toEqual([expect.objectContaining({ file: `own/${name}`, ...expected })]);
  });
});

describe("what cannot be read is said, with the rest", () => {
  test.each([
    ["package.json", "{"],
    ["Cargo.toml", "[package\n"],
    ["pyproject.toml", "= 1\n"],
    ["Api.csproj", "<Project><ItemGroup></Project>"],
    ["Api.csproj", ""],
    ["pubspec.yaml", "name: [\n"],
  ])("%s", async (name, content) => {
    const { manifests, unreadable } = await read(name, content);
    expect(manifests).toEqual([]);
    expect(unreadable[0]).toEqual({ file: `own/${name}`, message: expect.stringMatching(/^.+$/) });
  });

  test.each([
    ["package.json", `{"name":7,"dependencies":["a"],"devDependencies":{"a":null},"workspaces":"packages/*"}`],
    ["package.json", "null"],
    ["Cargo.toml", `package = 1\ndependencies = "no"\ntarget = []\n`],
    ["pyproject.toml", `project = 1\ntool = "x"\n`],
    ["go.mod", "require (\n"],
    ["pubspec.yaml", "- a\n"],
    ["Api.csproj", "<Project/>"],
  ])("%s with values of other kinds says nothing of them: %s", async (name, content) => {
    const { manifests, unreadable } = await read(name, content);
    expect(unreadable).toEqual([]);
    expect(manifests[0].needs).toEqual([]);
  });

  test("a folder that is not there has no manifests", async () => {
    expect(await readManifestDependencies("/nowhere/at/all")).toEqual({ manifests: [], layouts: [], unreadable: [] });
  });
});
