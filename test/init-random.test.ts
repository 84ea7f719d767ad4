import { test } from "@jest/globals";
import { runRepo, temporaryFolder } from "@nix-repo/testkit";
import * as fc from "fast-check";

/** Repositories of any shape: whatever is found in one, what is written is a registry without a mistake, which lacks nothing. */
test("what is written always validates", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(project, { maxLength: 8, selector: ({ folder }) => folder }), async (projects) => {
      using folder = temporaryFolder(Object.assign({}, ...projects.map((each) => filesOf(each, projects))));
      folder.track();
      const { exitCode, stderr } = await runRepo(["init", "--yes"], { cwd: folder.path });
      if (exitCode !== 0) throw new Error(`init: ${stderr}`);
      const valid = await runRepo(["config", "validate"], { cwd: folder.path });
      if (valid.exitCode !== 0) throw new Error(`config validate: ${valid.stdout}${valid.stderr}`);
      const again = await runRepo(["init"], { cwd: folder.path });
      if (again.exitCode !== 0) throw new Error(`init, again: ${again.stdout}${again.stderr}`);
    }),
    { numRuns: 40 },
  );
});

interface AnyProject {
  readonly folder: string;
  readonly kind: (typeof KINDS)[number];
  /** Which of the others it needs, as numbers that wrap around. */
  readonly needs: readonly number[];
  readonly hasCode: boolean;
  readonly justfile: boolean;
}

const KINDS = ["node", "go", "rust", "python", "dart", "dotnet", "solution", "maven", "none"] as const;

const part = fc.constantFrom("a", "b", "A", "src", "web", "api", "tests", "examples", "a b", "ü", "x.y", "_", "-", "code");
const project: fc.Arbitrary<AnyProject> = fc.record({
  folder: fc.array(part, { maxLength: 3 }).map((parts) => parts.join("/") || "."),
  kind: fc.constantFrom(...KINDS),
  needs: fc.array(fc.nat(20), { maxLength: 3 }),
  hasCode: fc.boolean(),
  justfile: fc.boolean(),
});

function filesOf(each: AnyProject, all: readonly AnyProject[]): Record<string, string> {
  const at = (name: string) => (each.folder === "." ? name : `${each.folder}/${name}`);
  const up = each.folder === "." ? "." : each.folder.replaceAll(/[^/]+/g, "..");
  const ways = each.needs
    .flatMap((number) => all[number % all.length]?.folder ?? [])
    .map((folder, index) => [`n${index}`, `${up}/${folder}`] as const);
  const files: Record<string, string> = each.justfile ? { [at("justfile")]: "test:\n  true\n" } : {};
  switch (each.kind) {
    case "node":
      files[at("package.json")] = JSON.stringify({
        name: "n",
        dependencies: Object.fromEntries(ways.map(([name, way]) => [name, `file:${way}`])),
      });
      break;
    case "go":
      files[at("go.mod")] = `module m\n${ways.map(([name, way]) => `require ${name} v0.0.0\nreplace ${name} => "${way}/"\n`).join("")}`;
      break;
    case "rust":
      files[at("Cargo.toml")] =
        `[package]\nname = "c"\n[dev-dependencies]\n${ways.map(([name, way]) => `${name} = { path = "${way}" }\n`).join("")}`;
      break;
    case "python":
      files[at("pyproject.toml")] =
        `[tool.poetry]\nname = "p"\n[tool.poetry.dependencies]\n${ways.map(([name, way]) => `${name} = { path = "${way}" }\n`).join("")}`;
      break;
    case "dart":
      files[at("pubspec.yaml")] = `name: d\ndependencies:\n${ways.map(([name, way]) => `  ${name}: { path: "${way}" }\n`).join("")}`;
      break;
    case "dotnet":
      files[at("D.Tests.csproj")] =
        `<Project>${ways.map(([, way]) => `<ProjectReference Include="${way}/D.Tests.csproj" />`).join("")}</Project>`;
      break;
    case "solution":
      files[at("S.sln")] = "";
      break;
    case "maven":
      files[at("pom.xml")] = "<project/>";
      break;
    case "none":
      break;
  }
  if (each.hasCode) for (const name of ["index.js", "main.go", "main.py", "src/lib.rs"]) files[at(name)] = "";
  return files;
}
