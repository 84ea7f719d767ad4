import type { EngineFailure, Result, Variables } from "@nix-repo/model";
import type { ComposeService } from "../compose/compose-file.ts";
import type { Engine } from "./engine.ts";

export interface ContainersOptions {
  readonly engine: Engine;
  /** The name of the compose project: `composeProjectName` makes one. */
  readonly project: string;
  /** The compose files; absolute, later ones are merged over earlier ones. */
  readonly files: readonly string[];
  /** What relative paths in the files start from; absolute. */
  readonly projectFolder: string;
  /** What the files say, as `readCompose` has read them: who waits for whom. */
  readonly services: readonly Pick<ComposeService, "name" | "dependsOn">[];
  /** The caller's environment. */
  readonly env: Variables;
  /** Ends what is being done. Containers that were started until then stay. */
  readonly signal: AbortSignal;
  /** What compose says of its own progress, line by line. */
  readonly sink?: (line: string) => void;
  readonly times?: Partial<EngineTimes>;
}

/** In milliseconds. */
export interface EngineTimes {
  /** How long the engine may take to answer a question. */
  readonly answerWithinMs: number;
  /** How long it may say nothing while it pulls, builds, starts or stops. */
  readonly silentForMs: number;
  /** Between two questions about a container that is to become ready. */
  readonly periodMs: number;
}

/** The containers of one compose project. Names are those of the compose file's services. */
export interface Containers {
  readonly project: string;
  /** Names of those that were started here; what ran before is not among them. */
  readonly startedHere: ReadonlySet<string>;
  /**
   * Starts containers, and first what their `depends_on` names, as its conditions say. What runs already is kept as it is, whatever has changed in the
   * files since.
   */
  up(names: readonly string[], options?: UpOptions): Promise<Result<void, EngineFailure>>;
  /** Waits until a container is ready: healthy, where it has a health check, or else running; and then until a port of it answers, where `tcp` names one. */
  ready(name: string, options?: ReadyOptions): Promise<Result<void, EngineFailure>>;
  /** Asks how far from ready the containers of a name are, each time it is called; what it has learnt before counts. */
  readiness(name: string, options?: Pick<ReadyOptions, "tcp">): ReadinessQuestion;
  /** Waits until a container has ended. @returns its exit code */
  ended(name: string, signal?: AbortSignal): Promise<Result<number, EngineFailure>>;
  /** All containers of the project, those that have ended too. */
  state(): Promise<Result<readonly ContainerState[], EngineFailure>>;
  /** What containers print, in the order of each; of those that are not there, nothing. Ends with them, unless `follow` is left out: then with what there is. */
  logs(names: readonly string[], options?: LogOptions): AsyncIterable<ContainerLine>;
  /** Stops containers, or all that were started here; what was not running stays so. */
  stop(names?: readonly string[], options?: StopOptions): Promise<Result<void, EngineFailure>>;
  /** Stops and removes containers, and nothing else of the project. */
  remove(names: readonly string[]): Promise<Result<void, EngineFailure>>;
  /** Stops and removes all of the project; with `volumes`, their data too. */
  down(options?: { readonly volumes?: boolean }): Promise<Result<void, EngineFailure>>;
  /** The host's port that leads to a port of a container; undefined where none does. */
  publishedPort(name: string, target: number): Promise<Result<PublishedPort | undefined, EngineFailure>>;
}

export interface UpOptions {
  /** They alone, since their dependencies are seen to elsewhere. */
  readonly alone?: boolean;
  readonly signal?: AbortSignal;
}

export type ReadinessQuestion = (signal?: AbortSignal) => Promise<Result<ContainerReadiness, EngineFailure>>;

export type ContainerReadiness =
  | { readonly kind: "ready" }
  /** `for`: its health check to pass */
  | { readonly kind: "waiting"; readonly for: string }
  /** It has failed as often as it may. */
  | { readonly kind: "unhealthy"; readonly output: string }
  | { readonly kind: "exited"; readonly exitCode: number; readonly output: string };

export interface ReadyOptions {
  readonly signal?: AbortSignal;
  /** A port inside the container that the host can reach. */
  readonly tcp?: number;
  /** How long it may take, in milliseconds; without limit unless told. */
  readonly withinMs?: number;
}

export interface LogOptions {
  readonly follow?: boolean;
  /** How many lines of before; all unless told. */
  readonly tail?: number;
  /** Nothing from before that, in milliseconds since the epoch. */
  readonly since?: number;
  readonly signal?: AbortSignal;
}

export interface StopOptions {
  /** How long a container may take to end by itself, in milliseconds; as its file says, or 10 s, unless told. */
  readonly graceMs?: number;
}

export interface ContainerLine {
  readonly name: string;
  /** Of the containers of one name, which: 1 where there is only one. */
  readonly replica: number;
  readonly stream: "stdout" | "stderr";
  /** Without its line break. What is longer than 64 KiB comes in pieces. */
  readonly text: string;
}

export interface ContainerState {
  readonly name: string;
  readonly replica: number;
  /** The engine's own name for the container, which all its commands take. */
  readonly id: string;
  readonly phase: ContainerPhase;
  /** Undefined: it has no health check. */
  readonly health: ContainerHealth | undefined;
  readonly ports: readonly PublishedPort[];
}

export type ContainerPhase =
  | { readonly kind: "created" | "running" | "paused" | "restarting" | "removing" }
  | { readonly kind: "exited"; readonly exitCode: number };

export type ContainerHealth = "starting" | "healthy" | "unhealthy";

export interface PublishedPort {
  /** The port inside the container. */
  readonly target: number;
  /** The port of the host. */
  readonly port: number;
  /** The address of the host that is listened on: `0.0.0.0`, `127.0.0.1`, `::`. */
  readonly address: string;
  readonly protocol: string;
}
