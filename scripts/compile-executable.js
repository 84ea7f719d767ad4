// Compiles the executable; run by Bun, because only its interface, not its command, takes a plugin: ENTRY THREAD RUNTIME OUTFILE VERSION [ORDER].
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const [, , entry, thread, runtime, outfile, version, order] = process.argv;

/**
 * clipanion as ES modules, of which the bundler leaves out what a command does not use, and without its question to node:tty how many colours there
 * are: we never use the answer, and node:tty with all that it loads takes 2 ms.
 */
const lightClipanion = {
  name: "light clipanion",
  setup(build) {
    const lib = dirname(dirname(createRequire(entry).resolve("clipanion")));
    build.onResolve({ filter: /^clipanion$/ }, () => ({ path: join(lib, "advanced/index.mjs") }));
    build.onResolve({ filter: /^\.\.\/platform$/ }, ({ importer }) =>
      importer.startsWith(lib) ? { path: join(lib, "platform/browser.mjs") } : undefined,
    );
  },
};

await globalThis.Bun.build({
  // The first one is what starts. All lie in one folder, where `HashPool` finds its threads' program beside itself.
  entrypoints: [entry, thread],
  naming: "[name].[ext]",
  target: "bun",
  format: "esm",
  splitting: true,
  minify: true,
  bytecode: true,
  define: { REPO_VERSION: JSON.stringify(version) },
  plugins: [lightClipanion],
  compile: {
    outfile,
    executablePath: runtime,
    // The user's own .env and bunfig.toml must not reach us: Bun would load the one and run the preloads of the other.
    autoloadDotenv: false,
    autoloadBunfig: false,
    autoloadTsconfig: false,
    autoloadPackageJson: false,
    // Most runs are over before compiled code pays: with usual thresholds `list` spends a third of its processor time on compiling, and 500 kept
    // results take 10 MB more. With so many more calls first, 1,000 services and 400 MB of output still take the time that they took.
    jitPolicy: 300,
    ...(order === undefined ? {} : { bytecodeOrder: [order] }),
  },
});
