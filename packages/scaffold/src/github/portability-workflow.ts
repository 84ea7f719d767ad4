import { checkout, defaults, inWorkspace, toolchain } from "./steps.ts";
import type { WorkflowOptions } from "./workflow-options.ts";
import { blocks, branchPattern, indented, quoted } from "./yaml-text.ts";

/** `portability.yml`: whether the workspace can be worked in on Linux and on macOS. No task of it is run. */
export function portabilityWorkflow(options: WorkflowOptions): string {
  const paths = WATCHED.map((path) => `- ${quoted(inWorkspace(options, path))}`).join("\n");
  return `name: portability

on:
  schedule:
    - cron: "17 4 * * 1"
  workflow_dispatch:
  pull_request:
    paths:
${indented(paths, 6)}
  push:
    branches: [${branchPattern(options.base)}]
    paths:
${indented(paths, 6)}

concurrency:
  group: \${{ github.workflow }}-\${{ github.event.pull_request.number || github.run_id }}
  cancel-in-progress: true

permissions:
  contents: read

jobs:
  smoke:
    strategy:
      fail-fast: false
      matrix:
        os: [ubuntu-latest, macos-latest]
    runs-on: \${{ matrix.os }}
    timeout-minutes: 60
${indented(defaults(options), 4)}
    steps:
${indented(
  blocks(
    checkout(options),
    toolchain(options),
    "- run: repo doctor",
    "- run: repo list",
    "- run: repo config validate",
    "# What would run, and in which order. Nothing is started.\n- run: repo ci --all --dry-run",
  ),
  6,
)}
`;
}

/** What decides whether the workspace opens. */
const WATCHED = ["flake.*", "services.config.*"];
