import { relative } from "node:path";
import { expect, test } from "@jest/globals";
import { localDependencies, localReferences } from "@nix-repo/scaffold";
import { temporaryFolder } from "@nix-repo/testkit";

/** Who depends on whom among the folders named, as a plain object of the paths below the top. */
async function dependencies(files: Record<string, string>, folders: readonly string[]): Promise<Record<string, string[]>> {
  using top = temporaryFolder(files);
  const whole = await localDependencies(
    folders.map((folder) => `${top.path}/${folder}`),
    top.path,
  );
  const short = (path: string) => relative(top.path, path);
  return Object.fromEntries([...whole].map(([folder, others]) => [short(folder), [...others].map(short).sort()]));
}

const json = JSON.stringify;

test("members of an npm workspace are known by their names, others are not", async () => {
  const files = {
    "package.json": json({ workspaces: ["code/*", "!code/old"] }),
    "code/web/package.json": json({ name: "web", dependencies: { "@acme/ui": "^1.0.0", react: "^19.0.0", old: "1" } }),
    "code/ui/package.json": json({ name: "@acme/ui" }),
    "code/old/package.json": json({ name: "old", dependencies: { "@acme/ui": "^1.0.0" } }),
    "other/react/package.json": json({ name: "react" }),
  };
  expect(await dependencies(files, ["code/web", "code/ui", "code/old", "other/react"])).toEqual({
    "code/web": ["code/ui"],
    "code/ui": [],
    "code/old": [],
    "other/react": [],
  });
});

test("without a workspace only paths count", async () => {
  const files = {
    "web/package.json": json({ name: "web", dependencies: { ui: "^1.0.0", forms: "file:../forms" } }),
    "ui/package.json": json({ name: "ui" }),
    "forms/package.json": json({ name: "forms" }),
  };
  expect(await dependencies(files, ["web", "ui", "forms"])).toEqual({ web: ["forms"], ui: [], forms: [] });
});

test("Go: replace, and go.work with its own replacements", async () => {
  const files = {
    "go.work": "use (\n ./api\n ./log\n)\nreplace example.com/db => ./db\n",
    "api/go.mod": "module example.com/api\nrequire (\n example.com/log v0.0.0\n example.com/db v0.0.0\n example.com/far v0.0.0\n)\n",
    "log/go.mod": "module example.com/log\n",
    "db/go.mod": "module example.com/db\nrequire example.com/far v0.0.0\nreplace example.com/far => ../far/away\n",
    "far/away/go.mod": "module example.com/far\n",
  };
  expect(await dependencies(files, ["api", "log", "db", "far"])).toEqual({ api: ["db", "log"], log: [], db: ["far"], far: [] });
});

test("Cargo: paths, inherited ones, and patches, but not what merely has the name of something published", async () => {
  const files = {
    "Cargo.toml": `[workspace]\nmembers = ["crates/*"]\n[workspace.dependencies]\nlog = { path = "crates/log" }\n[patch.crates-io]\nserde = { path = "crates/serde" }\n`,
    "crates/api/Cargo.toml": `[package]\nname = "api"\n[dependencies]\nlog.workspace = true\nserde = "1"\nrand = "1"\n`,
    "crates/log/Cargo.toml": `[package]\nname = "log"\n`,
    "crates/serde/Cargo.toml": `[package]\nname = "serde"\n`,
    "crates/rand/Cargo.toml": `[package]\nname = "rand"\n[dependencies]\nlog = { path = "../log" }\n`,
  };
  expect(await dependencies(files, ["crates/api", "crates/log", "crates/serde", "crates/rand"])).toEqual({
    "crates/api": ["crates/log", "crates/serde"],
    "crates/log": [],
    "crates/serde": [],
    "crates/rand": ["crates/log"],
  });
});

test(".NET: projects below a service's folder name projects below another one's", async () => {
  const files = {
    "api/Api.slnx": "<Solution/>",
    "api/src/Api/Api.csproj": `<Project><ItemGroup><ProjectReference Include="..\\..\\..\\shared\\src\\Shared\\Shared.csproj"/></ItemGroup></Project>`,
    "api/test/Api.Test/Api.Test.csproj": `<Project><ItemGroup><ProjectReference Include="..\\..\\src\\Api\\Api.csproj"/></ItemGroup></Project>`,
    "shared/src/Shared/Shared.csproj": "<Project/>",
    "api/bin/Old/Old.csproj": `<Project><ItemGroup><ProjectReference Include="..\\..\\..\\old\\Old.csproj"/></ItemGroup></Project>`,
    "old/Old.csproj": "<Project/>",
  };
  expect(await dependencies(files, ["api", "shared", "old"])).toEqual({ api: ["shared"], shared: [], old: [] });
});

test("uv's and Dart's workspaces go by names, Poetry by paths", async () => {
  const files = {
    "pyproject.toml": `[tool.uv.workspace]\nmembers = ["py/*"]\n`,
    "py/api/pyproject.toml": `[project]\nname = "api"\ndependencies = ["Shared_Lib"]\n[tool.uv.sources]\nshared-lib = { workspace = true }\n`,
    "py/shared/pyproject.toml": `[project]\nname = "shared.lib"\n`,
    "poet/pyproject.toml": `[tool.poetry.dependencies]\nshared = { path = "../py/shared" }\n`,
    "dart/pubspec.yaml": "name: _\nworkspace: [app, design]\n",
    "dart/app/pubspec.yaml": "name: app\nresolution: workspace\ndependencies:\n  design: any\n",
    "dart/design/pubspec.yaml": "name: design\nresolution: workspace\n",
  };
  const folders = ["py/api", "py/shared", "poet", "dart/app", "dart/design"];
  expect(await dependencies(files, folders)).toEqual({
    "py/api": ["py/shared"],
    "py/shared": [],
    poet: ["py/shared"],
    "dart/app": ["dart/design"],
    "dart/design": [],
  });
});

test("the innermost folder counts, and a reference says which file makes it; what cannot be read is listed", async () => {
  using top = temporaryFolder({
    "web/package.json": json({ dependencies: { icons: "file:../kit/icons/dist" } }),
    "kit/package.json": json({ name: "kit" }),
    "kit/icons/package.json": "{",
  });
  const folders = ["web", "kit", "kit/icons"].map((folder) => `${top.path}/${folder}`);
  const { references, unreadable } = await localReferences(folders, top.path);
  expect(references).toEqual([{ from: folders[0], to: folders[2], file: `${top.path}/web/package.json` }]);
  expect(unreadable.map(({ file }) => file)).toEqual([`${top.path}/kit/icons/package.json`]);
});
