import type { Diagnostic } from "./diagnostic.ts";
import type { Params } from "./params.ts";
import type { Place } from "./place.ts";
import type { ProcessDefinition } from "./process-definition.ts";
import type { Result } from "./result.ts";

/** The repository that holds `services.config.*`, parsed and valid. All paths are absolute unless said otherwise. */
export interface Workspace {
  readonly root: string;
  readonly registryFile: string;
  /** Where service folders live: `root` of the registry, resolved. */
  readonly codeRoot: string;
  /** The flake as the registry writes it, relative to `root`: `.` by default. */
  readonly flake: string;
  /** Extra flags for every call of Nix: the registry's, then those of `REPO_NIX_FLAGS`. */
  readonly nixFlags: readonly string[];
  /** Names of variables of the caller that every task may see. */
  readonly globalEnv: readonly string[];
  /** Globs of files that enter every key, relative to `root`. */
  readonly globalInputs: readonly string[];
  /** Commands whose output stands for the host's tools where there is no Nix; without any, nothing is kept there. */
  readonly hostToolchain: readonly Run[];
  /** How large the store may grow, in bytes; left out, the default. */
  readonly cacheMaxBytes?: number;
  readonly ci: CiPipeline;
  /** In the registry's order. The workspace itself (`//`) is not among them. */
  readonly serviceNames: readonly string[];
  /** Each service's folder (absolute), as the registry says; known without reading anything in it. */
  readonly folders: ReadonlyMap<string, string>;
  /** Names that the services opened so far looked for above their folders: where such a file comes or goes, verbs may become others. */
  readonly lookedForAbove: ReadonlySet<string>;
  /** What is not wrong but should be said: a verb hidden by one of our commands, … */
  readonly warnings: readonly Diagnostic[];
  /**
   * The service of that name, its team override merged in; `//` is the workspace itself (always there, perhaps without verbs).
   * The override is read at the first call, so that a mistake in one team's file stops only who asks for that service.
   */
  service(name: string): Promise<Result<Service>>;
}

/** What `repo ci` runs. */
export interface CiPipeline {
  /** What changes are compared with, where the CI engine does not say it. */
  readonly base?: string;
  /** Each starts when all of the one before has passed. One without a name where the registry has none. */
  readonly stages: readonly CiStage[];
}

export interface CiStage {
  readonly name: string;
  /** `lint` of every service that has it, or one task: `//:check-flake`. */
  readonly entries: readonly string[];
}

export interface Service {
  readonly name: string;
  /** As the registry writes it, relative to the code root, without `./` or a closing slash. */
  readonly path: string;
  /** The service's folder. */
  readonly folder: string;
  readonly stack?: string;
  /** One line for people. */
  readonly description?: string;
  readonly tags: readonly string[];
  /** Services that this one depends on. */
  readonly dependsOn: readonly string[];
  /** Where each of them is written, in the same order; left out, at `place`. */
  readonly dependsOnPlaces?: readonly Place[];
  readonly shell: ShellChoice;
  readonly shellHook: ShellHookUse;
  /** `env`, `passEnv` and `hostTools` of the service; those of a verb come on top. */
  readonly env: EnvDeclaration;
  readonly passEnv: readonly string[];
  readonly hostTools: readonly string[];
  /** Task files of the team in the service's folder, in the order in which they are asked. */
  readonly taskFiles: readonly TaskFile[];
  /** What override, registry, stack and Dockerfile say of each verb. Recipes of task files are not known here. */
  readonly verbs: ReadonlyMap<string, VerbLayers>;
  /** What registry and override say of its processes, by name; read when it is first asked for. Nothing of a Procfile is known here. */
  readonly processes: ReadonlyMap<string, ProcessDefinition>;
  /** Of the containers of its compose file; left out where nothing is said of them. */
  readonly containers?: { readonly atEnd: ContainersAtEnd };
  /** Where the registry declares the service. */
  readonly place: Place;
}

/** Which devShell a service wants. */
export type ShellChoice =
  | { readonly kind: "named"; readonly name: string; readonly place: Place }
  /** None is named: the first of these that the flake has. */
  | { readonly kind: "inferred"; readonly candidates: readonly string[] }
  /** `shell: false`: the host's own tools. */
  | { readonly kind: "none" };

/** What is done with the hook of a devShell: `run` at every start, as Nix does it, or `capture` the change that it makes to the environment, once. */
export type ShellHookUse = "run" | "capture";

/** What becomes of containers that `repo up` has started when it ends: they are stopped and kept, run on, or are removed without what they have stored. */
export type ContainersAtEnd = "stop" | "leave" | "remove";

export type TaskFileTool = "just" | "task" | "make";

export interface TaskFile {
  readonly tool: TaskFileTool;
  readonly file: string;
}

/** What to run: a bash script (`bash -euo pipefail -c`) or an argv without a shell. */
export type Run = { readonly kind: "bash"; readonly script: string } | { readonly kind: "argv"; readonly argv: readonly string[] };

/** `true` takes the caller's value under that name; a string sets one. */
export type EnvDeclaration = Readonly<Record<string, string | true>>;

/** The options of a verb besides what it runs. A field left out says nothing, so that layers merge field by field. */
export interface VerbOptions {
  readonly description?: string;
  /** `verb`, `^verb` or `service:verb`. */
  readonly dependsOn?: readonly string[];
  /** Processes and containers that have to be there while it runs, as `UnitReference.unit` writes them. */
  readonly needs?: readonly string[];
  /** Globs of what it reads, relative to the service's folder, or to the workspace's root where they begin with `//`; `!` leaves out. Left out, the service's own files. */
  readonly inputs?: readonly string[];
  /** Globs of what it writes, relative to the service's folder. */
  readonly outputs?: readonly string[];
  /** Whether its result may be kept; left out, the kind of definition decides. */
  readonly cache?: boolean;
  /** Whether a failure is kept as well. */
  readonly cacheFailures?: boolean;
  /** `false`: what an earlier run left in its outputs stays when it runs, and is kept with its result. */
  readonly clean?: boolean;
  readonly env?: EnvDeclaration;
  readonly passEnv?: readonly string[];
  readonly hostTools?: readonly string[];
  /** Runs until it is stopped, on the terminal: a development server. */
  readonly persistent?: boolean;
  /** When a persistent one counts as ready for what needs it; left out, as soon as it has started. */
  readonly readyWhen?: Readiness;
  /** Reads from the terminal: it gets it alone. */
  readonly interactive?: boolean;
  /** How many of the places for tasks that run at once it takes: 1 where left out, all of them where it says more than there are. */
  readonly weight?: number;
  /** Of the tasks that say the same name here, one runs at a time. */
  readonly mutex?: string;
  /** How often it is tried again after it failed. */
  readonly retries?: number;
  /** How long one attempt may take. */
  readonly timeoutMs?: number;
  /** The run goes on, and succeeds, though it failed. */
  readonly allowFailure?: boolean;
  /** `false` runs it outside any devShell; a name takes another devShell than the service's. */
  readonly shell?: ShellChoice;
  /** What it takes besides arguments, by name, in the order in which words fill them. */
  readonly params?: Params;
}

/** A question that is asked again until the answer is yes. */
export interface Readiness {
  readonly check: ReadinessCheck;
  /** How long that may take. */
  readonly timeoutMs: number;
}

export type ReadinessCheck =
  /** A line of its output matches this regular expression. */
  | { readonly kind: "line"; readonly pattern: string }
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }
  /** Any status below 400 where none is named. */
  | { readonly kind: "http"; readonly url: string; readonly status?: number }
  /** Ends with 0, in the task's own environment. */
  | { readonly kind: "command"; readonly run: Run };

/** What one layer says of a verb. */
export interface VerbEntry {
  /** Left out where a layer only sets options of what another one runs. */
  readonly run?: Run;
  readonly options: VerbOptions;
  /** Where each of `options.dependsOn` is written, in the same order; left out, at `place`. */
  readonly dependsOnPlaces?: readonly Place[];
  /** The same of `options.needs`. */
  readonly needsPlaces?: readonly Place[];
  readonly place: Place;
}

export interface VerbLayers {
  readonly override?: VerbEntry;
  readonly registry?: VerbEntry;
  readonly stack?: VerbEntry;
  /** What comes with a Dockerfile. */
  readonly image?: VerbEntry;
}

/** Where the winning definition of a verb stands. */
export type VerbSource =
  | { readonly kind: "override"; readonly place: Place }
  | { readonly kind: "delegate"; readonly tool: TaskFileTool; readonly recipe: string; readonly place: Place }
  | { readonly kind: "registry"; readonly place: Place }
  | { readonly kind: "stack"; readonly stack: string }
  /** The verbs of a service's image; `place` is its Dockerfile. */
  | { readonly kind: "image"; readonly place: Place };

/** One definition of a verb: where it stands, and what it would run. */
export interface VerbDefinition {
  readonly source: VerbSource;
  readonly run: Run;
}

/** A verb of a service, resolved: what decides, what it runs, and with which options. */
export interface Verb {
  readonly service: Service;
  readonly name: string;
  readonly run: Run;
  readonly source: VerbSource;
  /** Definitions that lost to this one, in order. */
  readonly shadowed: readonly VerbDefinition[];
  readonly options: VerbOptions;
  readonly shell: ShellChoice;
  /** Whether its result may be kept: then it sees only what would enter its key. */
  readonly keepable: boolean;
}
