import { describe, expect, test } from "@jest/globals";
import { commands, stackVerbs } from "./stack-verbs.ts";

function manifest(scripts: Record<string, string>, more: object = {}): string {
  return JSON.stringify({ scripts, ...more });
}

const SCRIPTS = { dev: "vite", test: "vitest", build: "vite build", lint: "eslint ." };

describe("the node stack", () => {
  test("offers the scripts of package.json, with what can be kept of them", async () => {
    expect(await stackVerbs("node", { "package.json": manifest(SCRIPTS), "package-lock.json": "" })).toEqual({
      dev: { run: ["npm", "run", "dev", "--"], description: "Start the script dev", persistent: true },
      test: { run: ["npm", "run", "test", "--"], description: "Run the script test", outputs: [], cache: true },
      build: {
        run: ["npm", "run", "build", "--"],
        description: "Run the script build",
        outputs: ["dist/**", "*.tsbuildinfo"],
        cache: true,
      },
      lint: { run: ["npm", "run", "lint", "--"], description: "Run the script lint", outputs: [], cache: true },
      setup: { run: ["npm", "ci"], description: "Install the dependencies with npm", cache: false },
      clean: {
        run: ["rm", "-rf", "--", "node_modules", "dist"],
        description: "Remove the installed dependencies and what was built",
        cache: false,
      },
    });
  });

  test("offers no verb without its script, nor for the placeholder of npm init", async () => {
    const scripts = { test: 'echo "Error: no test specified" && exit 1' };
    expect(Object.keys(await commands("node", { "package.json": manifest(scripts) }))).toEqual(["setup", "clean"]);
    expect(Object.keys(await commands("node", { "package.json": "{ broken" }))).toEqual(["setup", "clean"]);
    expect(Object.keys(await commands("node"))).toEqual(["setup", "clean"]);
  });

  test("starts the script start where there is no dev, and runs the package's own clean", async () => {
    expect(await commands("node", { "package.json": manifest({ start: "node .", clean: "rimraf out" }) })).toEqual({
      dev: "npm run start --",
      setup: "npm install",
      clean: "npm run clean --",
    });
  });

  test.each([
    [{ "package-lock.json": "" }, "npm run build --", "npm ci"],
    [{ "npm-shrinkwrap.json": "" }, "npm run build --", "npm ci"],
    [{ "pnpm-lock.yaml": "" }, "pnpm run build", "pnpm install --frozen-lockfile"],
    [{ "yarn.lock": "" }, "yarn run build", "yarn install --frozen-lockfile"],
    [{ "yarn.lock": "", ".yarnrc.yml": "" }, "yarn run build", "yarn install --immutable"],
    [{ "bun.lock": "" }, "bun run build", "bun install --frozen-lockfile"],
    [{ "bun.lockb": "" }, "bun run build", "bun install --frozen-lockfile"],
    [{}, "npm run build --", "npm install"],
    [{ "/pnpm-lock.yaml": "" }, "pnpm run build", "pnpm install --frozen-lockfile"],
    [{ "/code/yarn.lock": "", "/package-lock.json": "" }, "yarn run build", "yarn install --frozen-lockfile"],
    [{ "package-lock.json": "", "/pnpm-lock.yaml": "" }, "npm run build --", "npm ci"],
  ])("with the lockfiles %j runs %s", async (files, build, setup) => {
    expect(await commands("node", { "package.json": manifest({ build: "x" }), ...files })).toMatchObject({ build, setup });
  });

  test("takes the package manager that package.json names where there is no lockfile", async () => {
    expect(await commands("node", { "package.json": manifest({ build: "x" }, { packageManager: "pnpm@9.1.0+sha" }) })).toMatchObject({
      build: "pnpm run build",
      setup: "pnpm install",
    });
  });

  test("knows where frameworks build to", async () => {
    const next = await stackVerbs("node", { "package.json": manifest({ build: "next build" }, { dependencies: { next: "15" } }) });
    expect(next.build?.outputs).toEqual(["dist/**", "*.tsbuildinfo", ".next/**", "out/**"]);
    expect(next.clean?.run).toEqual(["rm", "-rf", "--", "node_modules", "dist", ".next", "out"]);
  });
});
