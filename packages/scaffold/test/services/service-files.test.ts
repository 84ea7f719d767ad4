import { describe, expect, test } from "@jest/globals";
import { STACK_NAMES } from "@nix-repo/config";
import fc from "fast-check";
import { load } from "js-yaml";
import { serviceFiles } from "../../src/services/service-files.ts";

/** As the schema of the registry allows them. */
const names = fc.stringMatching(/^[\p{L}\p{N}_][\p{L}\p{N}._-]{0,12}$/u);

function filesOf(stack: (typeof STACK_NAMES)[number], name: string): Readonly<Record<string, string>> {
  const files = serviceFiles({ stack, name, path: "backend/x", docker: true });
  return Object.fromEntries(files.map(({ path, content }) => [path.slice("backend/x/".length), content]));
}

describe("the files of a new service", () => {
  test.each(STACK_NAMES)("%s: a program, a test, what git and docker leave out, whole lines", (stack) => {
    const files = serviceFiles({ stack, name: "billing", path: "backend/billing", docker: true });
    expect(files.every(({ path }) => path.startsWith("backend/billing/"))).toBe(true);
    expect(files.every(({ content }) => content.endsWith("\n") && !content.includes("undefined"))).toBe(true);
    const paths = files.map(({ path }) => path);
    expect(paths.some((path) => /test/i.test(path)) || stack === "rust").toBe(true);
    expect(paths).toEqual(expect.arrayContaining(["backend/billing/.gitignore", "backend/billing/.dockerignore"]));
    expect(files.find(({ path }) => path === "backend/billing/Dockerfile")?.content).toMatch(/^FROM [^\n]+ AS test$/m);
  });

  test.each(STACK_NAMES)("%s: without docker nothing of it", (stack) => {
    const paths = serviceFiles({ stack, name: "billing", path: "", docker: false }).map(({ path }) => path);
    expect(paths.filter((path) => /docker|nginx/i.test(path))).toEqual([]);
    expect(paths.some((path) => path.startsWith("/"))).toBe(false);
  });

  test("whatever a service is called, its manifests have names that their languages allow", () => {
    fc.assert(
      fc.property(names, (name) => {
        expect(JSON.parse(filesOf("node", name)["package.json"] ?? "").name).toMatch(/^[a-z][a-z0-9-]*$/);
        expect(filesOf("rust", name)["Cargo.toml"]).toMatch(/^name = "[a-z][a-z0-9-]*"$/m);
        expect(filesOf("python", name)["pyproject.toml"]).toMatch(/^name = "[a-z][a-z0-9-]*"$/m);
        expect((load(filesOf("flutter", name)["pubspec.yaml"] ?? "") as { name: string }).name).toMatch(/^[a-z][a-z0-9_]*$/);
        expect(Object.keys(filesOf("dotnet", name))[0]).toMatch(/^[A-Z][A-Za-z0-9]*\.csproj$/);
        expect(filesOf("go", name)["go.mod"]).toMatch(/^module example\.com(\/[a-z][a-z0-9-]*)+$/m);
      }),
    );
  });

  test("a name that its language has taken gets a second word", () => {
    expect(filesOf("rust", "match")["Cargo.toml"]).toContain('name = "match-service"');
    expect(filesOf("flutter", "class")["pubspec.yaml"]).toContain('name: "class_app"');
    expect(Object.keys(filesOf("dotnet", "system"))[0]).toBe("SystemService.csproj");
    expect(filesOf("python", "2fa")["pyproject.toml"]).toContain('name = "service-2fa"');
    expect(filesOf("node", "Größe")["package.json"]).toContain('"name": "gro-e"');
  });
});
