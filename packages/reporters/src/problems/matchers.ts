import { matchBiome } from "./biome.ts";
import { matchDart } from "./dart.ts";
import { matchDotnet } from "./dotnet.ts";
import { matchEslint } from "./eslint.ts";
import { matchFormatters } from "./formatters.ts";
import { matchGcc } from "./gcc.ts";
import { matchGo } from "./go.ts";
import { matchGoTest } from "./go-test.ts";
import { matchHadolint } from "./hadolint.ts";
import { matchJest } from "./jest.ts";
import { matchMocha } from "./mocha.ts";
import { matchNix } from "./nix.ts";
import { matchNodeTest } from "./node-test.ts";
import type { CreateMatcher } from "./problem-matcher.ts";
import { matchPytest } from "./pytest.ts";
import { matchPython, matchPythonLinters } from "./python.ts";
import { matchRust } from "./rust.ts";
import { matchTypescript } from "./typescript.ts";
import { matchVitest } from "./vitest.ts";
import { matchWorkflowCommands } from "./workflow-commands.ts";

/** Every family of tools that we know. A task may run several. */
export const MATCHERS: readonly CreateMatcher[] = [
  matchWorkflowCommands,
  matchTypescript,
  matchEslint,
  matchBiome,
  matchFormatters,
  matchJest,
  matchVitest,
  matchNodeTest,
  matchMocha,
  matchGo,
  matchGoTest,
  matchRust,
  matchDotnet,
  matchPytest,
  matchPython,
  matchPythonLinters,
  matchDart,
  matchGcc,
  matchNix,
  matchHadolint,
];
