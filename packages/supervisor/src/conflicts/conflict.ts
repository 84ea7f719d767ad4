import type { Place, Variables } from "@nix-repo/model";

/** What is asked about a unit before anything starts. */
export interface ClaimingUnit {
  /** `api`, `api:worker`, `api@db` */
  readonly id: string;
  /** The service that the unit belongs to. */
  readonly service: string;
  readonly kind: "process" | "container";
  readonly replicas: number;
  readonly ports: readonly ClaimedPort[];
  readonly image?: ClaimedImage;
  /** What a container tells the services that it is started for. */
  readonly variables: readonly GivenVariable[];
  /** The services that get these variables. */
  readonly givenTo: readonly string[];
}

/** A port of the host that is fixed; `auto`, and a range of which a free one is taken, are no claims. */
export interface ClaimedPort {
  readonly port: number;
  /** `tcp`, `udp`, `sctp` */
  readonly protocol: string;
  /** Undefined: all addresses. */
  readonly hostIp?: string;
  readonly place: Place;
}

export interface ClaimedImage {
  readonly repository: string;
  readonly tag?: string;
  readonly major?: number;
  readonly place: Place;
}

export interface GivenVariable {
  readonly name: string;
  readonly value: string;
  readonly place: Place;
}

/** Two places that cannot both have their way, and what can be done about it. */
export type Conflict =
  /** `first` and `second` are the same where replicas of one unit want one port. */
  | {
      readonly kind: "port";
      readonly port: number;
      readonly protocol: string;
      readonly first: Claimant;
      readonly second: Claimant;
      readonly waysOut: readonly PortWayOut[];
    }
  | {
      readonly kind: "version";
      readonly repository: string;
      readonly first: Claimant & { readonly major: number; readonly tag: string };
      readonly second: Claimant & { readonly major: number; readonly tag: string };
      readonly waysOut: readonly VersionWayOut[];
    }
  | {
      readonly kind: "variable";
      readonly variable: string;
      /** The service that would get both. */
      readonly service: string;
      readonly first: Claimant & { readonly value: ShownValue };
      readonly second: Claimant & { readonly value: ShownValue };
      readonly waysOut: readonly VariableWayOut[];
    };

export interface Claimant {
  readonly unit: string;
  readonly place: Place;
}

/** Undefined where the variable's name says that its value is a secret. */
export type ShownValue = string | undefined;

export type PortWayOut =
  | { readonly kind: "other-port"; readonly unit: string; readonly place: Place }
  /** Of a process `"auto"`, of a container no published port or a range of them. */
  | { readonly kind: "free-port"; readonly unit: string; readonly unitKind: ClaimingUnit["kind"]; readonly place: Place }
  | { readonly kind: "one-replica"; readonly unit: string }
  | { readonly kind: "one-at-a-time"; readonly units: readonly [string, string] };

export type VersionWayOut =
  /** At `place`, use the version that the other one has. */
  | { readonly kind: "same-version"; readonly unit: string; readonly tag: string; readonly place: Place }
  | { readonly kind: "one-at-a-time"; readonly units: readonly [string, string] };

export type VariableWayOut =
  /** Each under a name of its own: of which unit by which prefixed name. */
  { readonly kind: "prefix"; readonly names: Variables } | { readonly kind: "other-name"; readonly unit: string; readonly place: Place };
