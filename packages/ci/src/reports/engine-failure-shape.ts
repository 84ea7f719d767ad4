import type { EngineFailure, EngineTrouble, PortHolder } from "@nix-repo/model";
import { type Fields, list, oneOf, optional, record, type Shape, text, union, whole } from "../read-json.ts";

const docker = oneOf("docker", "podman");
const trouble = union<EngineTrouble, "what">("what", {
  "not-on-path": { program: docker },
  "no-compose": { program: docker },
  "other-compose": { program: docker, provider: text },
  "no-socket": { program: oneOf("podman"), socket: text },
  unreachable: { program: docker, message: text },
});

const exit: Shape<number | string> = (value, at) => (typeof value === "string" ? text : whole())(value, at);

type EngineFailures = {
  readonly [Code in EngineFailure["code"]]: Fields<Omit<Extract<EngineFailure, { readonly code: Code }>, "code">>;
};

/** What is known of why a container could not be had. */
export const engineFailures: EngineFailures = {
  "engine-missing": { tried: list(trouble), neededBy: list(text) },
  "engine-gone": { command: text, message: text },
  "engine-silent": { command: text, afterMs: whole(), output: text },
  "engine-garbled": { command: text, output: text },
  "engine-disk-full": { command: text, message: text },
  "engine-interrupted": { command: text },
  "engine-failed": { command: text, exit, message: text },
  "container-port-taken": {
    port: whole(),
    container: optional(text),
    holder: optional(record<PortHolder>({ pid: whole(), command: text })),
    message: text,
  },
  "image-unavailable": { image: optional(text), why: oneOf("offline", "unknown", "refused"), message: text },
  "container-missing": { container: text, present: list(text) },
  "container-ended": { container: text, exitCode: whole(), output: text },
  "container-unhealthy": { container: text, output: text },
  "container-not-ready": { container: text, afterMs: whole(), waitingFor: text },
};
