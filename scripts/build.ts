// Builds what ships into packages/cli/dist: the executable, the bundle for Node, and the types that registries import.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bunPath } from "./bun-path.ts";

const root = join(import.meta.dirname, "..");
const cli = join(root, "packages/cli");
const { version } = JSON.parse(readFileSync(join(cli, "package.json"), "utf8")) as { version: string };
const entry = join(cli, "src/main.ts");
/** What threads run: a program of its own, which is not imported. */
const thread = join(root, "packages/cache/src/inputs/hash-worker.ts");
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

/** Twice: the second one lays out its bytecode in the order in which a run of the first one used it, which spares memory and page faults. */
function buildExecutable(): void {
  const runtime = join(fresh, "runtime");
  const compiler = join(import.meta.dirname, "compile-executable.js");
  const order = join(fresh, "order");
  const draft = join(fresh, "draft");
  writeFileSync(runtime, runtimeWithout(["BUN_BE_BUN", "BUN_OPTIONS"]), { mode: 0o755 });
  bun([compiler, entry, thread, runtime, draft, version]);
  recordBytecodeOrder(draft, order);
  writeFileSync(runtime, runtimeWithout(["BUN_BE_BUN", "BUN_OPTIONS", "BUN_BYTECODE_ORDER_OUT"]), { mode: 0o755 });
  bun([compiler, entry, thread, runtime, join(fresh, "repo"), version, order]);
  for (const file of [runtime, draft, order]) rmSync(file);
}

/** Of what is done most often: a task whose result is kept. */
function recordBytecodeOrder(executable: string, order: string): void {
  const folder = mkdtempSync(join(tmpdir(), "repo-build-"));
  try {
    const services = { first: { path: "first" }, second: { path: "second" } };
    const stacks = { any: { verbs: { build: { run: "echo built", outputs: ["out"] } } } };
    for (const { path } of Object.values(services)) mkdirSync(join(folder, path));
    const stacked = Object.fromEntries(Object.entries(services).map(([name, each]) => [name, { ...each, stack: "any" }]));
    writeFileSync(join(folder, "services.config.json"), JSON.stringify({ hostToolchain: ["true"], services: stacked, stacks }));
    const env = { PATH: process.env.PATH, HOME: folder, XDG_CACHE_HOME: join(folder, "cache") };
    const options = { cwd: folder, stdio: "ignore" } as const;
    const args = ["build", "--all", "--provider", "host"];
    execFileSync(executable, args, { ...options, env });
    execFileSync(executable, args, { ...options, env: { ...env, BUN_BYTECODE_ORDER_OUT: order } });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Bun's own runtime, deaf to variables by which a caller's environment could turn the executable into something else: BUN_BE_BUN makes
 * it the `bun` command, BUN_OPTIONS adds flags such as --preload, BUN_BYTECODE_ORDER_OUT has it write a file. The last byte of each name becomes one
 * that no variable's name has.
 */
function runtimeWithout(names: readonly string[]): Buffer {
  const runtime = readFileSync(bunPath());
  for (const name of names) {
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
  bun(["build", thread, "--target=node", "--format=esm", `--outfile=${join(fresh, "node/hash-worker.js")}`]);
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
  cpSync(join(config, "override-schema.generated.json"), join(fresh, "override-schema.json"));
}

function bun(args: readonly string[]): void {
  execFileSync(bunPath(), args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
}
