// Builds what ships into packages/cli/dist: the executable, the bundle for Node, and the types that registries import.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const cli = join(root, "packages/cli");
const { version } = JSON.parse(readFileSync(join(cli, "package.json"), "utf8")) as { version: string };
const entry = join(cli, "src/main.ts");
const define = ["--define", `REPO_VERSION=${JSON.stringify(version)}`];

/** The folder is replaced as a whole, so that nobody runs half a build. */
const dist = join(cli, "dist");
const fresh = join(cli, `dist.${process.pid}`);

try {
  mkdirSync(fresh, { recursive: true });
  buildExecutable();
  buildNodeBundle();
  buildTypes();
  rmSync(dist, { recursive: true, force: true });
  renameSync(fresh, dist);
} finally {
  rmSync(fresh, { recursive: true, force: true });
}

function buildExecutable(): void {
  const runtime = join(fresh, "runtime");
  writeFileSync(runtime, closedRuntime(readFileSync(bunPath())), { mode: 0o755 });
  bun([join(import.meta.dirname, "compile-executable.js"), entry, runtime, join(fresh, "repo"), version]);
  rmSync(runtime);
}

/**
 * Bun's own runtime, deaf to the two variables by which a caller's environment could turn the executable into something else: BUN_BE_BUN makes
 * it the `bun` command, BUN_OPTIONS adds flags such as --preload. The last byte of each name becomes one that no variable's name has.
 */
function closedRuntime(runtime: Buffer): Buffer {
  for (const name of ["BUN_BE_BUN", "BUN_OPTIONS"]) {
    let at = runtime.indexOf(name);
    if (at < 0) throw new Error(`this Bun does not hold the name ${name}: check how it reads its environment now`);
    for (; at >= 0; at = runtime.indexOf(name, at)) runtime[at + name.length - 1] = 1;
  }
  return runtime;
}

function buildNodeBundle(): void {
  bun([
    "build",
    entry,
    "--target=node",
    "--format=esm",
    "--splitting",
    "--minify-syntax",
    "--minify-whitespace",
    ...define,
    `--outdir=${join(fresh, "node")}`,
    "--entry-naming=repo.js",
  ]);
  writeFileSync(join(fresh, "node/package.json"), '{ "type": "module" }\n');
}

function buildTypes(): void {
  const config = join(root, "packages/config");
  const tsc = join(root, "node_modules/.bin/tsc");
  const options = [
    "--declaration",
    "--emitDeclarationOnly",
    "--rewriteRelativeImportExtensions",
    "--noEmit",
    "false",
    "--target",
    "es2024",
    "--module",
    "nodenext",
    "--skipLibCheck",
    "--types",
    "node",
  ];
  execFileSync(
    tsc,
    ["--ignoreConfig", ...options, "--rootDir", join(config, "src"), "--outDir", fresh, join(config, "src/define-config.ts")],
    { stdio: "inherit" },
  );
  writeFileSync(join(fresh, "index.d.ts"), 'export * from "./define-config.js";\n');
  bun(["build", join(config, "src/define-config.ts"), "--target=node", "--format=esm", `--outfile=${join(fresh, "index.js")}`]);
  cpSync(join(config, "schema.generated.json"), join(fresh, "schema.json"));
}

function bun(args: readonly string[]): void {
  execFileSync(bunPath(), args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
}

function bunPath(): string {
  const arch = process.arch === "arm64" ? "aarch64" : process.arch;
  const require = createRequire(import.meta.url);
  for (const name of [`@oven/bun-${process.platform}-${arch}`, `@oven/bun-${process.platform}-${arch}-baseline`]) {
    try {
      return join(require.resolve(`${name}/package.json`), "../bin/bun");
    } catch {
      // Not the package of this platform.
    }
  }
  throw new Error(`no Bun for ${process.platform}-${process.arch}: npm install brings it as an optional dependency`);
}
