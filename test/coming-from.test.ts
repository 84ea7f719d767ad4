import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { cleanEnvironment, type FileContent, temporaryFolder } from "@nix-repo/testkit";
import { justFolder, repoOnPath } from "./example.ts";
import { runProgram } from "./run-program.ts";

const docs = join(import.meta.dirname, "../docs");

const PACKAGES = {
  "package.json": '{ "private": true, "workspaces": ["apps/*", "packages/*"] }',
  "apps/web/package.json":
    '{ "name": "web", "scripts": { "build": "echo web", "test": "echo tested", "dev": "vite" }, "dependencies": { "@shop/ui": "*" } }',
  "packages/ui/package.json": '{ "name": "@shop/ui", "scripts": { "build": "echo ui" } }',
};

const pages: readonly (readonly [string, string, string, Readonly<Record<string, FileContent>>])[] = [
  ["coming-from-just.md", "just", "justfile", {}],
  ["coming-from-taskfile.md", "yaml", "Taskfile.yml", {}],
  ["coming-from-turborepo.md", "json", "turbo.json", PACKAGES],
];

describe("the pages for those who come from elsewhere: what they show is what there is", () => {
  test.each(pages)("%s", async (page, language, name, files) => {
    const text = readFileSync(join(docs, page), "utf8");
    using folder = temporaryFolder({ ...files, [name]: block(text, language) });
    using tools = temporaryFolder({ repo: repoOnPath() });
    const env = cleanEnvironment({ PATH: `${tools.path}:${justFolder}:/usr/bin:/bin`, REPO_PROVIDER: "host", REPO_CONCURRENCY: "2" });
    const session = block(text, "console").split(/^\$ /m).slice(1);
    expect(session.length).toBeGreaterThan(1);
    for (const part of session) {
      const [command = ""] = part.split("\n", 1);
      const run = await runProgram(["bash", "-c", command], { cwd: folder.path, env });
      expect({ command, stdout: run.stdout.trimEnd(), exitCode: run.exitCode }).toEqual({
        command,
        stdout: part.slice(command.length + 1).trimEnd(),
        exitCode: 0,
      });
    }
    expect(readFileSync(join(folder.path, "services.config.ts"), "utf8")).toBe(block(text, "ts"));
  });
});

function block(text: string, language: string): string {
  return new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "m").exec(text)?.[1] ?? "";
}
