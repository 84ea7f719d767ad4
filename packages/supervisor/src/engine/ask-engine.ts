import { type EngineFailure, err, ok, type Result, type Variables } from "@nix-repo/model";
import type { ContainersOptions, EngineTimes } from "./containers.ts";
import type { Engine } from "./engine.ts";
import { explainFailure } from "./explain-failure.ts";
import { type EngineAnswer, runEngine } from "./run-engine.ts";

/** The engine, asked about one project. */
export interface EngineAsker {
  readonly engine: Engine;
  readonly times: EngineTimes;
  /** All that is asked is asked with these. */
  readonly env: Variables;
  readonly cwd: string;
  /** `docker compose …` on the project's files. @returns what it printed */
  compose(args: readonly string[], options?: AskOptions): Promise<Result<string, EngineFailure>>;
  /** `docker …` @returns what it printed */
  ask(args: readonly string[], options?: AskOptions): Promise<Result<string, EngineFailure>>;
  /** The same, but where it ends with a failure of its own, that is the answer. */
  try(args: readonly string[], options?: AskOptions): Promise<Result<EngineAnswer, EngineFailure>>;
}

export interface AskOptions {
  readonly signals?: readonly (AbortSignal | undefined)[];
  /** How long it may say nothing, in milliseconds; `answerWithinMs` unless told. */
  readonly silentForMs?: number | "forever";
  /** Tells of its progress. */
  readonly isLong?: boolean;
}

const TIMES: EngineTimes = { answerWithinMs: 30_000, silentForMs: 300_000, periodMs: 250 };

export function engineAsker(options: Omit<ContainersOptions, "services" | "signal">): EngineAsker {
  const { engine, project, files, projectFolder, sink } = options;
  const env = variablesFor(options);
  const times = { ...TIMES, ...options.times };
  const ofProject = ["--project-name", project, "--project-directory", projectFolder, ...files.flatMap((file) => ["--file", file])];

  const run = (words: Words, { signals = [], silentForMs, isLong = false }: AskOptions = {}) => {
    const silent = silentForMs ?? (isLong ? times.silentForMs : times.answerWithinMs);
    return runEngine({
      ...words,
      cwd: projectFolder,
      env,
      signals,
      silentForMs: silent === "forever" ? undefined : silent,
      onLine: isLong ? sink : undefined,
    });
  };
  const read = async (words: Words, ask?: AskOptions): Promise<Result<string, EngineFailure>> => {
    const answer = await run(words, ask);
    if (!answer.ok) return answer;
    return answer.value.exit === 0 ? ok(answer.value.stdout) : err(explainFailure(words.command, answer.value));
  };
  const direct = (args: readonly string[]): Words => ({ command: `${engine.kind} ${args[0] ?? ""}`, argv: [engine.program, ...args] });
  return {
    engine,
    times,
    env,
    cwd: projectFolder,
    compose: (args, ask) =>
      read({ command: `docker compose ${args[0] ?? ""}`, argv: [...engine.compose, "--ansi", "never", ...ofProject, ...args] }, ask),
    ask: (args, ask) => read(direct(args), ask),
    try: (args, ask) => run(direct(args), ask),
  };
}

interface Words {
  readonly command: string;
  readonly argv: readonly string[];
}

/** Without the caller's settings that would mean another project or other files; and nothing but what compose files can hardly mean for their containers. */
function variablesFor({ env, engine }: Pick<ContainersOptions, "env" | "engine">): Variables {
  const { COMPOSE_FILE: _, COMPOSE_PROJECT_NAME: __, COMPOSE_ENV_FILES: ___, ...rest } = env;
  const plain = { COMPOSE_IGNORE_ORPHANS: "true", COMPOSE_PROGRESS: "plain", COMPOSE_MENU: "false", DOCKER_CLI_HINTS: "false" };
  return { ...rest, ...plain, ...engine.env };
}
