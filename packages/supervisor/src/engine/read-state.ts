import type { ContainerHealth, ContainerPhase, ContainerState, PublishedPort } from "./containers.ts";

/**
 * Reads what `docker compose ps --all --format json` prints: a line for each container since compose 2.21, one array before.
 * Containers of `docker compose run` are none of ours.
 * @returns undefined where it is neither
 */
export function readState(text: string): readonly ContainerState[] | undefined {
  try {
    const trimmed = text.trim();
    const entries: unknown = trimmed.startsWith("[")
      ? JSON.parse(trimmed)
      : trimmed
          .split("\n")
          .filter(Boolean)
          .map((line) => JSON.parse(line));
    if (!Array.isArray(entries)) return undefined;
    return entries.filter((entry) => !isOneOff(entry)).map(containerOf);
  } catch {
    return undefined;
  }
}

interface Entry {
  readonly ID: string;
  readonly Name: string;
  readonly Service: string;
  readonly State: string;
  readonly Health?: string;
  readonly ExitCode?: number;
  readonly Publishers?: readonly Publisher[] | null;
  readonly Labels?: string | Readonly<Record<string, string>>;
}

interface Publisher {
  readonly URL?: string;
  readonly TargetPort: number;
  readonly PublishedPort: number;
  readonly Protocol?: string;
}

function isOneOff({ Name, Labels }: Entry): boolean {
  const labels = typeof Labels === "string" ? Labels : JSON.stringify(Labels ?? {});
  return /com\.docker\.compose\.oneoff["=:]+true/i.test(labels) || /-run-[0-9a-f]{12,}$/.test(Name);
}

function containerOf(entry: Entry): ContainerState {
  const { ID, Name, Service, State, Health, ExitCode = 0, Publishers } = entry;
  for (const word of [ID, Name, Service, State]) if (typeof word !== "string" || word === "") throw new Error("no container");
  return {
    name: Service,
    replica: Number(/[-_](\d+)$/.exec(Name)?.[1] ?? 1),
    id: ID,
    phase: phaseOf(State.toLowerCase(), ExitCode),
    health: healthOf(Health),
    ports: (Publishers ?? []).filter(({ PublishedPort }) => PublishedPort > 0).map(portOf),
  };
}

export function healthOf(text: string | undefined): ContainerHealth | undefined {
  return HEALTHS.find((health) => health === text?.toLowerCase());
}

const HEALTHS: readonly ContainerHealth[] = ["starting", "healthy", "unhealthy"];

/** Podman has words of its own for what is not yet there or just ending. */
export function phaseOf(state: string, exitCode: number): ContainerPhase {
  switch (state) {
    case "running":
    case "paused":
    case "restarting":
    case "removing":
    case "created":
      return { kind: state };
    case "configured":
    case "initialized":
      return { kind: "created" };
    case "stopping":
      return { kind: "running" };
    case "exited":
    case "stopped":
    case "dead":
      return { kind: "exited", exitCode };
    default:
      throw new Error(`${state} is no state of a container`);
  }
}

function portOf({ URL = "", TargetPort, PublishedPort, Protocol = "tcp" }: Publisher): PublishedPort {
  return { target: TargetPort, port: PublishedPort, address: URL === "" ? "0.0.0.0" : URL, protocol: Protocol };
}
