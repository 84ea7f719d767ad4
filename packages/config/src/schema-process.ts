import { PROCESS_ADDRESS } from "./readiness.ts";
import { command, duration, env, hostTools, list, NOT_BLANK, passEnv, readyWhen, type Schema, shell, text, whole } from "./schema-parts.ts";

/** No colon, `@` or `#`: they part a service's name from that of its process or container, and that from the number of a replica. */
const PROCESS_NAME = "^[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]*$";
const UNIT = "^[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]*([:@][\\p{L}\\p{N}._-]+)?$";

const UNIT_FORMS = "a process or a container of this service (db), service, service:process or service@container";

const unit = { type: "string", pattern: UNIT, expected: UNIT_FORMS };

/** Of the signals that POSIX names, all that a process can be asked to end by. */
const SIGNALS = [
  "SIGABRT",
  "SIGALRM",
  "SIGBUS",
  "SIGCHLD",
  "SIGCONT",
  "SIGFPE",
  "SIGHUP",
  "SIGILL",
  "SIGINT",
  "SIGKILL",
  "SIGPIPE",
  "SIGPOLL",
  "SIGPROF",
  "SIGQUIT",
  "SIGSEGV",
  "SIGSYS",
  "SIGTERM",
  "SIGTRAP",
  "SIGTSTP",
  "SIGTTIN",
  "SIGTTOU",
  "SIGURG",
  "SIGUSR1",
  "SIGUSR2",
  "SIGVTALRM",
  "SIGWINCH",
  "SIGXCPU",
  "SIGXFSZ",
];

const dependsOn = {
  type: "array",
  items: {
    type: ["string", "object"],
    pattern: UNIT,
    properties: {
      unit: { ...unit, description: `What it waits for: ${UNIT_FORMS}.` },
      until: {
        enum: ["started", "ready", "completed"],
        description:
          "How far that has to be. `started`: it runs. `ready` (default): it said that it is ready, or has started where nothing says when it is. `completed`: it has ended with 0.",
        expected: '"started", "ready" or "completed"',
      },
    },
    required: ["unit"],
    additionalProperties: false,
    expected: `${UNIT_FORMS}, or an object with unit and until`,
  },
  description:
    'What it waits for before it starts: `db` (a process or a container of this service), `service`, `service:process` or `service@container`, until that is ready; `{ unit: "db", until: "started" }` for another condition.',
  expected: "a list of what it waits for",
};

const ready = {
  ...readyWhen,
  properties: {
    ...readyWhen.properties,
    tcp: {
      ...readyWhen.properties.tcp,
      pattern: PROCESS_ADDRESS,
      description:
        "A port on this machine, or `host:port`, takes connections. A port of its own may be written as the variable that it is told it in: `$PORT`, `$SQL_PORT`.",
      expected: "a port (5432, $PORT) or host:port",
    },
    http: {
      ...readyWhen.properties.http,
      description:
        "This address answers. A port of its own may be written as the variable that it is told it in: `http://localhost:$PORT/health`, `$HTTP_PORT` for the one called `http`.",
    },
    command: { ...command, description: "This command ends with 0, in the process's own environment." },
    period: duration("How long it waits from one question to the next. A line needs no asking."),
    threshold: whole("How many answers in a row have to be yes. Default: 1.", { minimum: 1, maximum: 100 }, "a whole number from 1 to 100"),
    startDelay: duration("How long after its start it is asked for the first time."),
  },
  description:
    "When it counts as ready for what waits for it; left out, as soon as it has started. Left out of `dev`, its verb's `readyWhen` holds.",
};

const restart = {
  type: ["string", "object"],
  pattern: "^(never|on-failure|always)$",
  properties: {
    when: {
      enum: ["never", "on-failure", "always"],
      description: "`never`, `on-failure` (unless it ended with 0) or `always`.",
      expected: '"never", "on-failure" or "always"',
    },
    backoff: duration("How long the first restart waits; each further one waits longer."),
    maxBackoff: duration("The longest wait."),
    limit: whole("How many restarts in a row there may be.", { minimum: 1 }, "a whole number from 1"),
  },
  additionalProperties: false,
  tsType:
    '"never" | "on-failure" | "always" | { readonly when?: "never" | "on-failure" | "always"; readonly backoff?: string; readonly maxBackoff?: string; readonly limit?: number }',
  description:
    "Whether it is started again when it ends though nobody asked it to: `never`, `on-failure` or `always`, or an object with more.",
  expected: '"never", "on-failure", "always", or an object with when, backoff, maxBackoff and limit',
};

const stop = {
  type: "object",
  properties: {
    signal: { enum: SIGNALS, description: "What asks it to end. Default: `SIGTERM`.", expected: "a signal such as SIGTERM or SIGINT" },
    grace: duration("How long it may take to end after that; then it is killed. Default: `10s`."),
    command: { ...command, description: "Executed in place of the signal, in the process's own environment." },
  },
  additionalProperties: false,
  description: "How it is asked to end.",
  expected: "an object with signal, grace and command",
};

const port = { minimum: 1, maximum: 65_535 };

const ports = {
  type: ["object", "array"],
  propertyNames: {
    pattern: "^[A-Za-z][A-Za-z0-9_-]*$",
    expected: "a port's name: letters, digits, - and _, beginning with a letter",
  },
  additionalProperties: {
    ...port,
    type: ["integer", "string"],
    pattern: "^auto$",
    expected: 'a port from 1 to 65535, or "auto" for one that is free',
  },
  items: { ...port, type: "integer", expected: "a port from 1 to 65535" },
  tsType: '{ readonly [name: string]: number | "auto" } | readonly number[]',
  description:
    'The ports that it listens on, by name: `{ http: 3000 }`; `"auto"` for one that is free when it starts. A list of numbers is one of ports without names.',
  expected: "an object of ports or a list of numbers",
};

export const processConfig: Schema = {
  title: "ProcessConfig",
  type: ["string", "array", "object"],
  pattern: NOT_BLANK,
  minItems: 1,
  items: { type: "string", expected: "a string" },
  properties: {
    run: {
      ...command,
      description:
        "A bash command, or a command and its arguments as a list, which no shell touches. Left out, `dev` runs its verb, and another process what the Procfile of the service's folder says under its name.",
    },
    description: text("One line for people.", "a line of text"),
    dependsOn,
    ready,
    restart,
    stop,
    env: {
      ...env,
      description:
        "Variables of this process, over those of the service: a value, or `true` for the caller's own. A list of names means `true` for each.",
    },
    passEnv,
    hostTools,
    ports,
    watch: list(
      "Globs of files, relative to the service's folder, or to the workspace's root behind `//`; `!` leaves out. It is restarted when one of them changes.",
      "a glob",
      "a list of globs",
    ),
    replicas: whole("How many of it run at once. Default: 1.", { minimum: 1, maximum: 64 }, "a whole number from 1 to 64"),
    shell: { ...shell, description: "Another devShell than the service's, or `false` for the host's own tools." },
  },
  additionalProperties: false,
  description: "A bash command (a string), a command and its arguments (a list, no shell), or an object with `run` and options.",
  expected: "a bash command, a list of a command and its arguments, or an object with run and options",
};

export const processes = {
  type: "object",
  propertyNames: {
    pattern: PROCESS_NAME,
    expected: "a process's name: letters, digits, -, _ and ., beginning with a letter, a digit or _",
  },
  additionalProperties: { $ref: "#/$defs/process" },
  description:
    "What the service keeps running, besides its `dev` verb, which is its default process. An entry `dev` says more of that one: what it waits for, its ports.",
  expected: "an object of processes",
};

export const needs = {
  type: "array",
  items: unit,
  description:
    "Processes and containers that have to be ready before it runs: `db` (one of this service), `service`, `service:process` or `service@container`.",
  expected: "a list of processes and containers",
};
