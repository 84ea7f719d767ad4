/**
 * What can go wrong with containers, as data. `message` and `output` are words of the engine, or of compose; `command` is what was asked of it, such as
 * `docker compose up`.
 */
export type EngineFailure =
  /** Nothing on this machine can start containers. `neededBy`: the containers that were to be started, `api@db`. */
  | { readonly code: "engine-missing"; readonly tried: readonly EngineTrouble[]; readonly neededBy: readonly string[] }
  /** The engine answered before, and now it cannot be reached: it was stopped, or has crashed. */
  | { readonly code: "engine-gone"; readonly command: string; readonly message: string }
  /** It said nothing for so long. `output`: the last that it said. */
  | { readonly code: "engine-silent"; readonly command: string; readonly afterMs: number; readonly output: string }
  /** It said what nobody understands. */
  | { readonly code: "engine-garbled"; readonly command: string; readonly output: string }
  | { readonly code: "engine-disk-full"; readonly command: string; readonly message: string }
  /** It was asked to end, because whoever waited for it was. */
  | { readonly code: "engine-interrupted"; readonly command: string }
  /** Anything else. It ended with an exit code, or by a signal. */
  | { readonly code: "engine-failed"; readonly command: string; readonly exit: number | string; readonly message: string }
  /** `holder`: who listens there, where the system tells. `container`: where the engine says whose port it is. */
  | {
      readonly code: "container-port-taken";
      readonly port: number;
      readonly container?: string;
      readonly holder?: PortHolder;
      readonly message: string;
    }
  | {
      readonly code: "image-unavailable";
      readonly image?: string;
      /** `offline`: its registry cannot be reached. */
      readonly why: "offline" | "unknown" | "refused";
      readonly message: string;
    }
  | { readonly code: "container-missing"; readonly container: string; readonly present: readonly string[] }
  /** It ended though somebody waited for it. `output`: its last lines. */
  | { readonly code: "container-ended"; readonly container: string; readonly exitCode: number; readonly output: string }
  /** Its health check failed as often as it may. `output`: what the check said last. */
  | { readonly code: "container-unhealthy"; readonly container: string; readonly output: string }
  | { readonly code: "container-not-ready"; readonly container: string; readonly afterMs: number; readonly waitingFor: string };

/** Why a program that was tried cannot start containers. */
export type EngineTrouble =
  | { readonly program: "docker" | "podman"; readonly what: "not-on-path" }
  /** It is there, and nothing that reads compose files for it. */
  | { readonly program: "docker" | "podman"; readonly what: "no-compose" }
  /** What reads compose files for it is not docker compose 2 or later: `provider` says what it is. */
  | { readonly program: "docker" | "podman"; readonly what: "other-compose"; readonly provider: string }
  /** Podman's service, over which compose talks to it, is not started. */
  | { readonly program: "podman"; readonly what: "no-socket"; readonly socket: string }
  /** It is there, but does not answer, or with a failure. */
  | { readonly program: "docker" | "podman"; readonly what: "unreachable"; readonly message: string };

export interface PortHolder {
  readonly pid: number;
  /** Its program and arguments, as one line. */
  readonly command: string;
}
