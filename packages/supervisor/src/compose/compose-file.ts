import type { Place } from "@nix-repo/model";

/** What compose files say of the containers that they describe, after merging, `extends`, `include` and interpolation. */
export interface ComposeFile {
  /** The project's name, as `docker compose` would choose it without `--project-name`. */
  readonly name: string;
  /** All compose files that were read, in the order of their first use; absolute. */
  readonly files: readonly string[];
  /** The profiles that `COMPOSE_PROFILES` activates. */
  readonly profiles: readonly string[];
  readonly services: readonly ComposeService[];
  readonly volumes: readonly string[];
  readonly networks: readonly string[];
  /** Variables that the files use, that nobody sets and that have no default: compose warns of them and takes them for empty. */
  readonly unset: readonly UnsetVariable[];
}

export interface ComposeService {
  readonly name: string;
  readonly place: Place;
  readonly image?: ImageReference;
  /** Whether the image is built from this workspace (`build`). */
  readonly built: boolean;
  readonly containerName?: string;
  readonly ports: readonly ComposePort[];
  readonly expose: readonly ExposedPorts[];
  /** Undefined where the file says nothing: the image may have a check of its own. */
  readonly healthcheck?: Healthcheck;
  readonly dependsOn: readonly ComposeDependency[];
  /** Of `env_file` and `environment`, the latter counting over the former. */
  readonly environment: readonly ComposeVariable[];
  /** Empty: the service belongs to every profile. */
  readonly profiles: readonly string[];
  /** How many containers; 1 where nothing is said. */
  readonly replicas: number;
  /** Names of the project's volumes that are mounted. */
  readonly volumes: readonly string[];
  readonly networks: readonly string[];
}

export interface ImageReference {
  /** As written, variables put in. */
  readonly text: string;
  /** The name without registry `docker.io` and folder `library/`: `postgres`, `ghcr.io/acme/db`. */
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
  /** The number that the tag begins with: 15 of `15-alpine` and `v15.2`. */
  readonly major?: number;
  readonly place: Place;
}

export interface ComposePort {
  readonly place: Place;
  /** The address of the host that is listened on; undefined for all. */
  readonly hostIp?: string;
  /** The host's port; a range of which the engine takes a free one; undefined where the engine takes any. */
  readonly published?: number | PortRange;
  /** The port inside the container. */
  readonly target: number;
  /** `tcp`, `udp`, `sctp`. */
  readonly protocol: string;
  readonly name?: string;
  readonly appProtocol?: string;
  readonly mode?: string;
}

/** Both ends included. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** What other containers may reach, and the host may not. */
export interface ExposedPorts extends PortRange {
  readonly protocol: string;
}

export type Healthcheck =
  | { readonly kind: "disabled"; readonly place: Place }
  /** Times in milliseconds. What is not said is as the image has it, or else as the engine does: 30 s, 30 s, 3 times, 0 s, 5 s. */
  | {
      readonly kind: "check";
      readonly place: Place;
      /** Undefined: the image's own. */
      readonly test?: HealthTest;
      readonly interval?: number;
      readonly timeout?: number;
      readonly retries?: number;
      readonly startPeriod?: number;
      readonly startInterval?: number;
    };

export type HealthTest =
  /** By the container's `/bin/sh -c`. */
  { readonly kind: "shell"; readonly command: string } | { readonly kind: "exec"; readonly argv: readonly string[] };

export interface ComposeDependency {
  readonly service: string;
  readonly condition: DependencyCondition;
  /** False: where the service is not there or not active, nothing is waited for. */
  readonly required: boolean;
  /** Whether the dependent one restarts when compose restarts the dependency. */
  readonly restart: boolean;
  readonly place: Place;
}

export type DependencyCondition = "service_started" | "service_healthy" | "service_completed_successfully";

export interface ComposeVariable {
  readonly name: string;
  readonly value: string;
  readonly place: Place;
}

export interface UnsetVariable {
  readonly name: string;
  /** Where it is used first. */
  readonly place: Place;
}
