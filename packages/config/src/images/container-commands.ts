import { findOnPath, type Variables } from "@nix-repo/model";

/** The commands by which a person would reach the engine of this machine. */
export interface ContainerCommands {
  readonly engine: "docker" | "podman";
  /** `docker compose` */
  readonly compose: readonly string[];
}

/**
 * Docker where it is on the PATH, podman where that alone is; nothing is started to find out whether they work. Docker where neither is, so that the
 * message names what is missing.
 */
export function containerCommands(env: Variables, cwd: string): ContainerCommands {
  const has = (program: string) => findOnPath(program, { path: env.PATH, cwd }) !== undefined;
  if (has("docker") || !has("podman")) return { engine: "docker", compose: ["docker", "compose"] };
  // Podman's own `compose` tells it where podman listens; who has said that may not need the newer podman that has one.
  const isTold = env.DOCKER_HOST !== undefined && has("docker-compose");
  return { engine: "podman", compose: isTold ? ["docker-compose"] : ["podman", "compose"] };
}
