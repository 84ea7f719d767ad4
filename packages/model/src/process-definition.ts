import type { Place } from "./place.ts";
import type { EnvDeclaration, Readiness, ReadinessCheck, Run, ShellChoice } from "./workspace.ts";

/** A process of a service, as its registry entry and its team's override say it together. */
export interface ProcessDefinition {
  /** `worker`; `dev` is the service's default process, which others call by the service's name alone. */
  readonly name: string;
  /** Left out where `dev` runs what the verb runs, and where the service's Procfile is to say it. */
  readonly run?: Run;
  /** One line for people. */
  readonly description?: string;
  /** What it waits for before it starts. */
  readonly dependsOn: readonly UnitReference[];
  /** Left out, it is ready as soon as it has started; of `dev`, when the verb's `readyWhen` says so. */
  readonly ready?: ProcessReadiness;
  readonly restart?: RestartRule;
  readonly stop?: StopRule;
  /** Over the variables of the service, and of `dev` over those of the verb. */
  readonly env: EnvDeclaration;
  readonly passEnv: readonly string[];
  readonly hostTools: readonly string[];
  readonly ports: readonly PortDeclaration[];
  /** Globs of the files whose change restarts it, written as a verb's inputs are. */
  readonly watch: readonly string[];
  /** How many of it there are to be, from 1. */
  readonly replicas: number;
  /** `false` runs it outside any devShell; a name takes another devShell than the service's. */
  readonly shell?: ShellChoice;
  /** Where the strongest layer that speaks of it names it. */
  readonly place: Place;
}

/** Something that a process, or a verb, needs to be there. */
export interface UnitReference {
  /** As it is written: `db` (a process or a container of the same service), `service`, `service:process` or `service@container`. */
  readonly unit: string;
  readonly until: UnitCondition;
  readonly place: Place;
}

/** How far another one has to be: its process is there, it said that it is ready, or it has ended with 0. */
export type UnitCondition = "started" | "ready" | "completed";

/** A field left out is for the supervisor to decide. */
export interface ProcessReadiness extends Omit<Readiness, "check"> {
  readonly check: ReadinessCheck | OwnPortCheck;
  /** Between two questions, in milliseconds. */
  readonly periodMs?: number;
  /** How many answers in a row have to be yes. */
  readonly threshold?: number;
  /** How long nothing is asked, in milliseconds from the start. */
  readonly startDelayMs?: number;
}

/** Of a port of the process itself, named by the variable that it is told it in (`HTTP_PORT`), since it may be chosen when it starts. */
export type OwnPortCheck =
  | { readonly kind: "own-tcp"; readonly host: string; readonly variable: string }
  /** What stands around the port: `http://localhost:` and `/health`. */
  | { readonly kind: "own-http"; readonly before: string; readonly variable: string; readonly after: string; readonly status?: number };

/** What becomes of a process that ends though nobody asked it to. A field left out is for the supervisor to decide. */
export interface RestartRule {
  readonly when?: "never" | "on-failure" | "always";
  /** How long the first restart waits, in milliseconds. */
  readonly backoffMs?: number;
  /** The longest wait, in milliseconds. */
  readonly maxBackoffMs?: number;
  /** How many restarts in a row there may be. */
  readonly limit?: number;
}

/** How a process is asked to end. A field left out is for the supervisor to decide. */
export interface StopRule {
  readonly signal?: NodeJS.Signals;
  /** How long it may take to end after it was asked, in milliseconds. */
  readonly graceMs?: number;
  /** Executed in place of the signal. */
  readonly command?: Run;
}

/** A port that a process listens on. */
export interface PortDeclaration {
  /** Left out where the registry lists mere numbers. */
  readonly name?: string;
  /** `auto`: one that is free, chosen when it starts. */
  readonly port: number | "auto";
  readonly place: Place;
}
