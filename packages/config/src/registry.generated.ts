// Generated from schema.ts by `npm run generate -w packages/config`; do not edit.

/**
 * A bash command (a string), a command and its arguments (a list, no shell), or an object with `run` and options.
 */
export type VerbConfig =
  | string
  | readonly string[]
  | {
      /**
       * A bash command, or a command and its arguments as a list, which no shell touches. Left out, only the options are changed.
       */
      readonly run?: string | readonly string[];
      /**
       * One line for people.
       */
      readonly description?: string;
      /**
       * What must have succeeded before: `verb` (of this service), `^verb` (of every service that this one depends on) or `service:verb`.
       */
      readonly dependsOn?: readonly string[];
      /**
       * Processes and containers that have to be ready before it runs: `db` (one of this service), `service`, `service:process` or `service@container`.
       */
      readonly needs?: readonly string[];
      /**
       * Globs of the files that it reads, relative to the service's folder, or to the workspace's root behind `//`; `!` leaves out. Default: the service's own files.
       */
      readonly inputs?: readonly string[];
      /**
       * Globs of the files that it writes, relative to the service's folder.
       */
      readonly outputs?: readonly string[];
      /**
       * Whether its result may be kept.
       */
      readonly cache?: boolean;
      /**
       * Whether a failure is kept as well.
       */
      readonly cacheFailures?: boolean;
      /**
       * Whether what an earlier run left in its outputs is removed before it runs, so that a kept result holds nothing that it did not produce. Default: true; false for tools that build on what they built before.
       */
      readonly clean?: boolean;
      /**
       * Variables of this verb, over those of the service: a value, or `true` for the caller's own. A list of names means `true` for each.
       */
      readonly env?: {readonly [name: string]: string | true} | readonly string[];
      /**
       * Variables of the caller that reach the command but never enter a key and are never shown: tokens, agents' sockets.
       */
      readonly passEnv?: readonly string[];
      /**
       * Commands taken from the caller's PATH where the devShell does not have them.
       */
      readonly hostTools?: readonly string[];
      /**
       * Runs until it is stopped, on the terminal: a development server.
       */
      readonly persistent?: boolean;
      /**
       * When a persistent verb counts as ready for what depends on it; left out, as soon as it has started.
       */
      readonly readyWhen?: {
        /**
         * A line of its output, colours removed, matches this regular expression.
         */
        readonly line?: string;
        /**
         * A port on this machine, or `host:port`, takes connections.
         */
        readonly tcp?: number | string;
        /**
         * This address answers.
         */
        readonly http?: string;
        /**
         * http: the status of the answer. Default: any below 400.
         */
        readonly status?: number;
        /**
         * This command ends with 0, in the verb's own environment.
         */
        readonly command?: string | readonly string[];
        /**
         * How long that may take. Default: `60s`.
         */
        readonly timeout?: string;
      };
      /**
       * Reads from the terminal.
       */
      readonly interactive?: boolean;
      /**
       * How many of the places for tasks that run at once it takes. Default: 1; where it says more than there are, it runs alone. A persistent one gives them back when it is ready.
       */
      readonly weight?: number;
      /**
       * Of the tasks with the same name here, one runs at a time: a port, a database, a simulator. A persistent one counts until it is ready.
       */
      readonly mutex?: string;
      /**
       * How often it is tried again after it failed (a persistent one: before it was ready): after 1 s, 2 s, 4 s and so on, at most 30 s.
       */
      readonly retries?: number;
      /**
       * How long it may take, each time it is tried: then it is terminated, and killed if it does not end.
       */
      readonly timeout?: string;
      /**
       * The run goes on, and succeeds, though it failed.
       */
      readonly allowFailure?: boolean;
      /**
       * Another devShell than the service's, or `false` for the host's own tools.
       */
      readonly shell?: string | false;
      /**
       * What it takes, by name: `--NAME VALUE` on the command line, which the task sees as a variable. The order is that in which words fill those of the workspace's verbs.
       */
      readonly params?: {
        readonly [name: string]: ParamConfig;
      };
    };
/**
 * A bash command (a string), a command and its arguments (a list, no shell), or an object with `run` and options.
 */
export type ProcessConfig =
  | string
  | readonly string[]
  | {
      /**
       * A bash command, or a command and its arguments as a list, which no shell touches. Left out, `dev` runs its verb, and another process what the Procfile of the service's folder says under its name.
       */
      readonly run?: string | readonly string[];
      /**
       * One line for people.
       */
      readonly description?: string;
      /**
       * What it waits for before it starts: `db` (a process or a container of this service), `service`, `service:process` or `service@container`, until that is ready; `{ unit: "db", until: "started" }` for another condition.
       */
      readonly dependsOn?: readonly (
        | string
        | {
            /**
             * What it waits for: a process or a container of this service (db), service, service:process or service@container.
             */
            readonly unit: string;
            /**
             * How far that has to be. `started`: it runs. `ready` (default): it said that it is ready, or has started where nothing says when it is. `completed`: it has ended with 0.
             */
            readonly until?: "started" | "ready" | "completed";
          }
      )[];
      /**
       * When it counts as ready for what waits for it; left out, as soon as it has started. Left out of `dev`, its verb's `readyWhen` holds.
       */
      readonly ready?: {
        /**
         * A line of its output, colours removed, matches this regular expression.
         */
        readonly line?: string;
        /**
         * A port on this machine, or `host:port`, takes connections. A port of its own may be written as the variable that it is told it in: `$PORT`, `$SQL_PORT`.
         */
        readonly tcp?: number | string;
        /**
         * This address answers. A port of its own may be written as the variable that it is told it in: `http://localhost:$PORT/health`, `$HTTP_PORT` for the one called `http`.
         */
        readonly http?: string;
        /**
         * http: the status of the answer. Default: any below 400.
         */
        readonly status?: number;
        /**
         * This command ends with 0, in the process's own environment.
         */
        readonly command?: string | readonly string[];
        /**
         * How long that may take. Default: `60s`.
         */
        readonly timeout?: string;
        /**
         * How long it waits from one question to the next. A line needs no asking.
         */
        readonly period?: string;
        /**
         * How many answers in a row have to be yes. Default: 1.
         */
        readonly threshold?: number;
        /**
         * How long after its start it is asked for the first time.
         */
        readonly startDelay?: string;
      };
      /**
       * Whether it is started again when it ends though nobody asked it to: `never`, `on-failure` or `always`, or an object with more.
       */
      readonly restart?:
        | "never"
        | "on-failure"
        | "always"
        | {
            readonly when?: "never" | "on-failure" | "always";
            readonly backoff?: string;
            readonly maxBackoff?: string;
            readonly limit?: number;
          };
      /**
       * How it is asked to end.
       */
      readonly stop?: {
        /**
         * What asks it to end. Default: `SIGTERM`.
         */
        readonly signal?:
          | "SIGABRT"
          | "SIGALRM"
          | "SIGBUS"
          | "SIGCHLD"
          | "SIGCONT"
          | "SIGFPE"
          | "SIGHUP"
          | "SIGILL"
          | "SIGINT"
          | "SIGKILL"
          | "SIGPIPE"
          | "SIGPOLL"
          | "SIGPROF"
          | "SIGQUIT"
          | "SIGSEGV"
          | "SIGSYS"
          | "SIGTERM"
          | "SIGTRAP"
          | "SIGTSTP"
          | "SIGTTIN"
          | "SIGTTOU"
          | "SIGURG"
          | "SIGUSR1"
          | "SIGUSR2"
          | "SIGVTALRM"
          | "SIGWINCH"
          | "SIGXCPU"
          | "SIGXFSZ";
        /**
         * How long it may take to end after that; then it is killed. Default: `10s`.
         */
        readonly grace?: string;
        /**
         * Executed in place of the signal, in the process's own environment.
         */
        readonly command?: string | readonly string[];
      };
      /**
       * Variables of this process, over those of the service: a value, or `true` for the caller's own. A list of names means `true` for each.
       */
      readonly env?: {readonly [name: string]: string | true} | readonly string[];
      /**
       * Variables of the caller that reach the command but never enter a key and are never shown: tokens, agents' sockets.
       */
      readonly passEnv?: readonly string[];
      /**
       * Commands taken from the caller's PATH where the devShell does not have them.
       */
      readonly hostTools?: readonly string[];
      /**
       * The ports that it listens on, by name: `{ http: 3000 }`; `"auto"` for one that is free when it starts. A list of numbers is one of ports without names.
       */
      readonly ports?: {readonly [name: string]: number | "auto"} | readonly number[];
      /**
       * Globs of files, relative to the service's folder, or to the workspace's root behind `//`; `!` leaves out. It is restarted when one of them changes.
       */
      readonly watch?: readonly string[];
      /**
       * How many of it run at once. Default: 1.
       */
      readonly replicas?: number;
      /**
       * Another devShell than the service's, or `false` for the host's own tools.
       */
      readonly shell?: string | false;
    };

/**
 * services.config.*: the services of a workspace, where they live, and what can be run in them.
 */
export interface RegistryConfig {
  /**
   * Where editors find this schema.
   */
  readonly $schema?: string;
  /**
   * The versions of `repo` that this registry is made for, as a semver range: `>=0.1`.
   */
  readonly requires?: string;
  /**
   * Where the services' folders live, relative to this file. Default: the file's own folder.
   */
  readonly root?: string;
  /**
   * The flake that has the devShells, relative to this file. Default: `.`.
   */
  readonly flake?: string;
  readonly nix?: NixConfig;
  /**
   * Variables of the caller that every task may see.
   */
  readonly globalEnv?: readonly string[];
  /**
   * Globs of files that every kept result depends on, relative to this file.
   */
  readonly globalInputs?: readonly string[];
  /**
   * Commands whose output stands for the tools of a machine without Nix: `node --version`. Without any, no result is kept there.
   */
  readonly hostToolchain?: readonly (string | readonly string[])[];
  readonly cache?: CacheConfig;
  readonly ci?: CiConfig;
  /**
   * The services by name.
   */
  readonly services: {
    readonly [name: string]: ServiceConfig;
  };
  /**
   * Presets of the team's own, and changes to ours.
   */
  readonly stacks?: {
    readonly [name: string]: StackConfig;
  };
  readonly workspace?: WorkspaceConfig;
}
/**
 * How Nix is called.
 */
export interface NixConfig {
  /**
   * Flags for every call of Nix; those of REPO_NIX_FLAGS follow them.
   */
  readonly flags?: readonly string[];
}
/**
 * The store of results, which all workspaces of a user share.
 */
export interface CacheConfig {
  /**
   * How large the store of results may grow before those go that were not used for longest. Default: `10GB`.
   */
  readonly maxSize?: string;
}
/**
 * What `repo ci` does.
 */
export interface CiConfig {
  /**
   * What changes are compared with, where the CI engine does not say it: a branch or a commit. Default: the default branch of the remote `origin`.
   */
  readonly base?: string;
  /**
   * What `repo ci` runs, one stage after the other: verbs of all services, or single tasks such as `//:check-flake`. Several of one stage stand in a list. Default: `["lint", "test", "build"]`.
   */
  readonly stages?: readonly (string | readonly string[])[];
  /**
   * The same without stages: verbs and tasks that start as soon as what they depend on has passed.
   */
  readonly tasks?: readonly string[];
}
export interface ServiceConfig {
  /**
   * The service's folder, relative to `root`.
   */
  readonly path: string;
  /**
   * One line for people, shown where services are listed.
   */
  readonly description?: string;
  /**
   * The devShell that its verbs run in: its name as `nix develop .#NAME` takes it, a whole installable (`./code/web#default`), or `false` for the host's own tools. Left out, the flake's `<path-with-dashes>`, `<service>` or `default`, whichever it has.
   */
  readonly shell?: string | false;
  /**
   * What is done with the devShell's shellHook. `run` (default): it runs at every start, as under `nix develop`. `capture`: it runs once in the workspace's root, with the devShell's tools alone, and the change that it made to exported variables takes its place for as long as the devShell is kept. Whatever it reads (files, the date, the caller's variables) is then as it was that time, and what else it does (writing files, starting processes) is done that once.
   */
  readonly shellHook?: "run" | "capture";
  /**
   * The preset of verbs: node, go, rust, dotnet, python, flutter, or one of the registry's own `stacks`.
   */
  readonly stack?: string;
  /**
   * Labels to select services by: `--tag backend`.
   */
  readonly tags?: readonly string[];
  /**
   * Names of the services that this one depends on.
   */
  readonly dependsOn?: readonly string[];
  /**
   * What can be run in the service, besides the recipes of its task file and what its stack brings.
   */
  readonly verbs?: {
    readonly [name: string]: VerbConfig;
  };
  /**
   * What the service keeps running, besides its `dev` verb, which is its default process. An entry `dev` says more of that one: what it waits for, its ports.
   */
  readonly processes?: {
    readonly [name: string]: ProcessConfig;
  };
  readonly containers?: ContainersConfig;
  /**
   * Variables of every verb: a value, or `true` for the caller's own. A list of names means `true` for each.
   */
  readonly env?: {readonly [name: string]: string | true} | readonly string[];
  /**
   * Variables of the caller that reach the command but never enter a key and are never shown: tokens, agents' sockets.
   */
  readonly passEnv?: readonly string[];
  /**
   * Commands taken from the caller's PATH where the devShell does not have them.
   */
  readonly hostTools?: readonly string[];
  readonly docker?: DockerConfig;
}
export interface ParamConfig {
  /**
   * What its value has to be. A boolean is `--NAME` or `--no-NAME`, and `true` or `false` in the variable. Default: string.
   */
  readonly kind?: "string" | "number" | "boolean" | "choice";
  /**
   * Of a choice: the values that there are.
   */
  readonly choices?: readonly string[];
  /**
   * Its value where neither the command line nor the variable gives one. Without it, the variable is then not set.
   */
  readonly default?: string | number | boolean;
  /**
   * Whether the verb is not run without a value.
   */
  readonly required?: boolean;
  /**
   * One line for people.
   */
  readonly description?: string;
  /**
   * The variable that the task sees, and that gives a value too. Default: the name in upper case, with `_` for `-` and `.`.
   */
  readonly env?: string;
}
/**
 * How `repo up` treats the containers of the service's compose file.
 */
export interface ContainersConfig {
  /**
   * What becomes of those that it has started when `repo up` ends: `stop` (default) stops and keeps them, `leave` lets them run on for the next one, `remove` removes them and keeps what they have stored.
   */
  readonly atEnd?: "stop" | "leave" | "remove";
}
/**
 * What the image is called that is built from the service's Dockerfile, and from what.
 */
export interface DockerConfig {
  /**
   * The image's name, perhaps with its registry, without a tag. Default: the service's name.
   */
  readonly image?: string;
  /**
   * Default: `latest`.
   */
  readonly tag?: string;
  /**
   * The folder that the build sees, relative to the service's folder, or to the workspace's root behind `//`. Default: the service's folder.
   */
  readonly context?: string;
  /**
   * The stage of the Dockerfile that is built. Default: the last one.
   */
  readonly target?: string;
}
export interface StackConfig {
  /**
   * The verbs of the preset. Those of a stack of ours are changed or added to.
   */
  readonly verbs?: {
    readonly [name: string]: VerbConfig;
  };
}
export interface WorkspaceConfig {
  /**
   * The devShell of the workspace's own verbs; left out, the flake's `default`.
   */
  readonly shell?: string | false;
  /**
   * What is done with the devShell's shellHook. `run` (default): it runs at every start, as under `nix develop`. `capture`: it runs once in the workspace's root, with the devShell's tools alone, and the change that it made to exported variables takes its place for as long as the devShell is kept. Whatever it reads (files, the date, the caller's variables) is then as it was that time, and what else it does (writing files, starting processes) is done that once.
   */
  readonly shellHook?: "run" | "capture";
  /**
   * Verbs of the workspace itself: `repo VERB` where no service is meant, `//:verb` as a task.
   */
  readonly verbs?: {
    readonly [name: string]: VerbConfig;
  };
  /**
   * The tools whose task files in the root's folder give verbs to the workspace, over those that stand here. Default: all of them; `[]` leaves a justfile, Taskfile or Makefile there to its own tool.
   */
  readonly taskFiles?: readonly ("just" | "task" | "make")[];
  /**
   * Variables of every verb: a value, or `true` for the caller's own. A list of names means `true` for each.
   */
  readonly env?: {readonly [name: string]: string | true} | readonly string[];
  /**
   * Variables of the caller that reach the command but never enter a key and are never shown: tokens, agents' sockets.
   */
  readonly passEnv?: readonly string[];
  /**
   * Commands taken from the caller's PATH where the devShell does not have them.
   */
  readonly hostTools?: readonly string[];
}
/**
 * repo.config.*: what a service's own team says of it, over the registry's entry. Verbs and processes are merged one by one, lists are replaced.
 */
export interface OverrideConfig {
  /**
   * Where editors find this schema.
   */
  readonly $schema?: string;
  /**
   * One line for people, shown where services are listed.
   */
  readonly description?: string;
  /**
   * The devShell that its verbs run in: its name as `nix develop .#NAME` takes it, a whole installable (`./code/web#default`), or `false` for the host's own tools. Left out, the flake's `<path-with-dashes>`, `<service>` or `default`, whichever it has.
   */
  readonly shell?: string | false;
  /**
   * What is done with the devShell's shellHook. `run` (default): it runs at every start, as under `nix develop`. `capture`: it runs once in the workspace's root, with the devShell's tools alone, and the change that it made to exported variables takes its place for as long as the devShell is kept. Whatever it reads (files, the date, the caller's variables) is then as it was that time, and what else it does (writing files, starting processes) is done that once.
   */
  readonly shellHook?: "run" | "capture";
  /**
   * The preset of verbs: node, go, rust, dotnet, python, flutter, or one of the registry's own `stacks`.
   */
  readonly stack?: string;
  /**
   * Labels to select services by: `--tag backend`.
   */
  readonly tags?: readonly string[];
  /**
   * Names of the services that this one depends on.
   */
  readonly dependsOn?: readonly string[];
  /**
   * What can be run in the service, besides the recipes of its task file and what its stack brings.
   */
  readonly verbs?: {
    readonly [name: string]: VerbConfig;
  };
  /**
   * What the service keeps running, besides its `dev` verb, which is its default process. An entry `dev` says more of that one: what it waits for, its ports.
   */
  readonly processes?: {
    readonly [name: string]: ProcessConfig;
  };
  readonly containers?: ContainersConfig1;
  /**
   * Variables of every verb: a value, or `true` for the caller's own. A list of names means `true` for each.
   */
  readonly env?: {readonly [name: string]: string | true} | readonly string[];
  /**
   * Variables of the caller that reach the command but never enter a key and are never shown: tokens, agents' sockets.
   */
  readonly passEnv?: readonly string[];
  /**
   * Commands taken from the caller's PATH where the devShell does not have them.
   */
  readonly hostTools?: readonly string[];
  readonly docker?: DockerConfig1;
}
/**
 * How `repo up` treats the containers of the service's compose file.
 */
export interface ContainersConfig1 {
  /**
   * What becomes of those that it has started when `repo up` ends: `stop` (default) stops and keeps them, `leave` lets them run on for the next one, `remove` removes them and keeps what they have stored.
   */
  readonly atEnd?: "stop" | "leave" | "remove";
}
/**
 * What the image is called that is built from the service's Dockerfile, and from what.
 */
export interface DockerConfig1 {
  /**
   * The image's name, perhaps with its registry, without a tag. Default: the service's name.
   */
  readonly image?: string;
  /**
   * Default: `latest`.
   */
  readonly tag?: string;
  /**
   * The folder that the build sees, relative to the service's folder, or to the workspace's root behind `//`. Default: the service's folder.
   */
  readonly context?: string;
  /**
   * The stage of the Dockerfile that is built. Default: the last one.
   */
  readonly target?: string;
}
