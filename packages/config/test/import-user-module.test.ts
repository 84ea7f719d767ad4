import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { workspaceOf } from "./opening.ts";

const BUN = bunPath();
const RUNTIMES: readonly (readonly [string, readonly string[]])[] = [
  ["node", [process.execPath]],
  // Else Bun would look for missing packages in the registry of npm.
  ["bun", [BUN, "run", "--no-install"]],
];

const MODULE_TS = `import { defineConfig } from "nix-repo";
import { path } from "./shared.ts";
interface Names { readonly web: string }
const names: Names = { web: path };
export default defineConfig({ services: { web: { path: names.web } } });
`;
const COMMONJS = `const { defineConfig } = require("nix-repo");
const { path } = require("./shared.js");
module.exports = defineConfig({ services: { web: { path } } });
`;
const MODULE_JS = `export { default } from "./inner.js";
`;

describe.each(RUNTIMES)("on %s a registry", (_, [command = "", ...args]) => {
  const load = (cwd: string) => {
    const { stdout, stderr } = spawnSync(command, [...args, join(import.meta.dirname, "run-loader.ts"), cwd], {
      encoding: "utf8",
      env: { PATH: process.env.PATH ?? "" },
    });
    expect(stderr).toBe("");
    return JSON.parse(stdout) as unknown;
  };

  describe.each([
    ["of modules", '{ "type": "module" }'],
    ["of CommonJS", '{ "type": "commonjs" }'],
    ["that says nothing", "{}"],
    ["that there is not", undefined],
  ])("in a package %s", (__, manifest) => {
    const files = manifest === undefined ? {} : { "package.json": manifest };

    test("may be a TypeScript module", () => {
      using folder = workspaceOf({ ...files, "services.config.ts": MODULE_TS, "shared.ts": 'export const path: string = "w";\n' });
      expect(load(folder.root)).toEqual({ services: ["web"], folders: [join(folder.root, "w")] });
    });

    test("may be a JavaScript module", () => {
      using folder = workspaceOf({
        ...files,
        "services.config.js": MODULE_JS,
        "inner.js": 'import { defineConfig } from "nix-repo";\nexport default defineConfig({ services: { a: { path: "x" } } });\n',
      });
      expect(load(folder.root)).toEqual({ services: ["a"], folders: [join(folder.root, "x")] });
    });
  });

  test.each([
    ["CommonJS", '{ "type": "commonjs" }'],
    ["nothing", "{}"],
  ])("may be CommonJS where a package says %s", (__, manifest) => {
    const files = { "package.json": manifest, "shared.js": 'exports.path = "w";\n' };
    using script = workspaceOf({ ...files, "services.config.js": COMMONJS });
    expect(load(script.root)).toEqual({ services: ["web"], folders: [join(script.root, "w")] });
    using typed = workspaceOf({
      ...files,
      "services.config.ts": COMMONJS.replace("{ web: { path } }", "{ web: { path: path as string } }"),
    });
    expect(load(typed.root)).toEqual({ services: ["web"], folders: [join(typed.root, "w")] });
  });

  test("may lie in a path with spaces and letters of any script", () => {
    using folder = workspaceOf({ "my repo/größe/services.config.ts": MODULE_TS, "my repo/größe/shared.ts": 'export const path = "w";\n' });
    const cwd = join(folder.root, "my repo/größe");
    expect(load(cwd)).toEqual({ services: ["web"], folders: [join(cwd, "w")] });
  });

  test("may wait for something", () => {
    using folder = workspaceOf({
      "services.config.ts": 'const path = await Promise.resolve("w");\nexport default { services: { a: { path } } };\n',
    });
    expect(load(folder.root)).toMatchObject({ services: ["a"] });
  });

  test("that throws is shown by what it threw, and where", () => {
    using folder = workspaceOf({
      "services.config.ts": `import { read } from "./read it.ts";

interface Gone { a: string }
export default { services: read() };
`,
      "read it.ts": `export function read(): never {
  throw new Error("no list of services\\nsecond line");
}
`,
    });
    expect(load(folder.root)).toEqual({
      code: "file-unreadable",
      place: { file: join(folder.root, "read it.ts"), line: 2, column: expect.any(Number) },
      reason: "no list of services\nsecond line",
    });
  });

  test("that throws an error of a kind is shown with the kind", () => {
    using folder = workspaceOf({ "services.config.js": "\nexport default { services: null.x };\n" });
    expect(load(folder.root)).toMatchObject({
      code: "file-unreadable",
      place: { file: join(folder.root, "services.config.js"), line: 2 },
      reason: expect.stringMatching(/^TypeError: .*null/),
    });
  });

  test("that throws no error is shown by what it threw", () => {
    using folder = workspaceOf({ "services.config.ts": 'throw "enough";\nexport default {};\n' });
    expect(load(folder.root)).toEqual({
      code: "file-unreadable",
      place: { file: join(folder.root, "services.config.ts") },
      reason: "it threw enough",
    });
  });

  test("with an error of syntax is shown where it stands", () => {
    using folder = workspaceOf({ "services.config.ts": 'export default {\n  services: {\n    web: { path "x" },\n  },\n};\n' });
    expect(load(folder.root)).toEqual({
      code: "file-invalid",
      diagnostics: [
        {
          place: { file: join(folder.root, "services.config.ts"), line: 3, column: 17 },
          length: 3,
          path: "",
          message: expect.stringMatching(/^syntax error: \S/),
          excerpt: '    web: { path "x" },',
        },
      ],
    });
  });

  test("with an error of syntax in a file that it imports is shown where that stands", () => {
    using folder = workspaceOf({
      "services.config.ts": 'import a from "./a.ts";\nexport default a;\n',
      "a.ts": "export default {\n  b: 2\n  c: 3\n};\n",
    });
    expect(load(folder.root)).toMatchObject({
      code: "file-invalid",
      diagnostics: [{ place: { file: join(folder.root, "a.ts"), line: 3, column: 3 }, excerpt: "  c: 3" }],
    });
  });

  test.each([
    ['import a from "./gone.ts";', 'there is no file "./gone.ts" to import', 15, 11],
    ['import a from "left-pad";', 'there is no package "left-pad" to import', 15, 10],
    ['import a from "@x/y/z.js";', 'there is no package "@x/y/z.js" to import', 15, 11],
  ])("with %s says that it is not there", (line, message, column, length) => {
    using folder = workspaceOf({ "services.config.ts": `// first\n${line}\nexport default a;\n` });
    expect(load(folder.root)).toEqual({
      code: "file-invalid",
      diagnostics: [
        { place: { file: join(folder.root, "services.config.ts"), line: 2, column }, length, path: "", message, excerpt: line },
      ],
    });
  });

  test("that requires what is not there says so", () => {
    using folder = workspaceOf({ "package.json": "{}", "services.config.js": 'const a = require("./gone.js");\nmodule.exports = a;\n' });
    expect(load(folder.root)).toMatchObject({
      code: "file-invalid",
      diagnostics: [{ place: { line: 1, column: 19 }, message: 'there is no file "./gone.js" to import' }],
    });
  });
});

function bunPath(): string {
  const require = createRequire(import.meta.url);
  const arch = process.arch === "arm64" ? "aarch64" : process.arch;
  return join(dirname(require.resolve(`@oven/bun-${process.platform}-${arch}/package.json`)), "bin/bun");
}
