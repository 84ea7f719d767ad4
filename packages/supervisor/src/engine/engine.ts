import type { Variables } from "@nix-repo/model";

/** What starts containers on this machine. */
export interface Engine {
  readonly kind: "docker" | "podman";
  /** The program that is asked about single containers (`inspect`, `logs`, `exec`): absolute. */
  readonly program: string;
  /** What stands before the arguments of compose: `["/usr/bin/docker", "compose"]`. The first word is absolute. */
  readonly compose: readonly [string, ...string[]];
  /** Variables that both need besides the caller's: where podman's service listens. */
  readonly env: Variables;
  /** `28.2.2` */
  readonly version: string;
  readonly composeVersion: string;
  /** Whether containers' health may never be checked: podman leaves that to systemd's timers, which are not everywhere. */
  readonly mayNeverCheckHealth: boolean;
}
