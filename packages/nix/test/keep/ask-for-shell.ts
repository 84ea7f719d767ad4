import type { ShellHookUse } from "@nix-repo/model";
import { createNixProvider } from "../../src/index.ts";

// One run of the program, for tests that need several at once: prints the environment's path in the store.
const { root, candidates, warn, shellHook } = JSON.parse(process.argv[2] ?? "{}") as {
  root: string;
  candidates: string[];
  warn?: boolean;
  shellHook?: ShellHookUse;
};
const provider = createNixProvider({
  workspaceRoot: root,
  flake: ".",
  nixFlags: [],
  callerEnv: process.env as Record<string, string>,
  stateFolder: `${root}/.repo`,
  emit: ({ level, text }) => warn && level === "warning" && process.stdout.write(`${text}\n`),
});
const environment = await provider.environmentOf({ kind: "inferred", candidates });
if (!environment.ok) throw new Error(JSON.stringify(environment.error));
const run = { kind: "argv" as const, argv: ["/usr/bin/env"] };
const launch = await environment.value.launch({
  run,
  args: [],
  cwd: root,
  base: {},
  overlay: {},
  hook: "once-per-run",
  shellHook: shellHook ?? "run",
});
if (!launch.ok) throw new Error(JSON.stringify(launch.error));
process.stdout.write(`${launch.value.env.NIX_GCROOT}\n`);
