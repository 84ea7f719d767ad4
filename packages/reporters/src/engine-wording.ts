import type { EngineFailure, EngineTrouble, PortHolder } from "@nix-repo/model";
import { formatDuration } from "./format-duration.ts";
import { plainLine } from "./text-width.ts";

export interface EngineWording {
  readonly sentence: string;
  readonly below: readonly string[];
}

/** The words for what goes wrong with containers. */
export function engineWording(failure: EngineFailure): EngineWording {
  switch (failure.code) {
    case "engine-missing":
      return missingWording(failure.tried, failure.neededBy);

    case "engine-gone":
      return {
        sentence: `${failure.command}: the container engine cannot be reached any more`,
        below: [...quoted(failure.message), "start it again, then repo up"],
      };

    case "engine-silent":
      return {
        sentence: `${failure.command} said nothing for ${formatDuration(failure.afterMs)} and was ended`,
        below: [...lastWords(failure.output), "does the container engine still answer? docker info shows it"],
      };

    case "engine-garbled":
      return { sentence: `${failure.command} answered with what repo does not understand`, below: quoted(failure.output) };

    case "engine-disk-full":
      return {
        sentence: `${failure.command}: the container engine's disk is full`,
        below: [...quoted(failure.message), "docker system df shows what takes the room, docker system prune removes what nothing uses"],
      };

    case "engine-interrupted":
      return { sentence: `${failure.command} was interrupted`, below: [] };

    case "engine-failed": {
      const { exit } = failure;
      const how = typeof exit === "number" ? `failed with exit ${exit}` : exit === "" ? "failed" : `was ended by ${exit}`;
      return { sentence: `${failure.command} ${how}`, below: quoted(failure.message) };
    }

    case "container-port-taken": {
      const who = failure.container === undefined ? "a container" : `the container ${failure.container}`;
      return {
        sentence: `${who} needs port ${failure.port}, which ${holderWords(failure.holder)}`,
        below: ["end what listens there, or give the container another port in its compose file"],
      };
    }

    case "image-unavailable": {
      const image = failure.image === undefined ? "an image" : `the image ${plainLine(failure.image)}`;
      return { sentence: `${image} cannot be pulled: ${WHY_NO_IMAGE[failure.why]}`, below: quoted(failure.message) };
    }

    case "container-missing": {
      const present = failure.present.length === 0 ? "none has" : `these have: ${failure.present.join(", ")}`;
      return { sentence: `the container ${failure.container} has not been started (${present})`, below: [] };
    }

    case "container-ended":
      return {
        sentence: `the container ${failure.container} ended with exit ${failure.exitCode} while others waited for it`,
        below: lastWords(failure.output),
      };

    case "container-unhealthy":
      return { sentence: `the container ${failure.container} is unhealthy: its health check fails`, below: lastWords(failure.output) };

    case "container-not-ready":
      return {
        sentence: `the container ${failure.container} was not ready within ${formatDuration(failure.afterMs)}: waiting for ${failure.waitingFor}`,
        below: [],
      };
  }
}

const WHY_NO_IMAGE = {
  offline: "its registry cannot be reached",
  unknown: "its registry does not have it",
  refused: "its registry refuses it; is it private, and are you logged in?",
};

function missingWording(tried: readonly EngineTrouble[], neededBy: readonly string[]): EngineWording {
  const who = neededBy.length === 0 ? "containers are needed" : `${neededBy.join(", ")} ${neededBy.length === 1 ? "needs" : "need"} one`;
  const absent = tried.every(({ what }) => what === "not-on-path");
  return {
    sentence: `there is no container engine that can be used, and ${who}`,
    below: [
      ...(absent ? ["neither docker nor podman is on your PATH"] : tried.flatMap(troubleWords)),
      ...(absent ? ["install docker with its compose plugin (https://docs.docker.com/engine/install)"] : []),
      "or start everything else: --without-containers",
    ],
  };
}

function troubleWords(trouble: EngineTrouble): readonly string[] {
  const { program } = trouble;
  switch (trouble.what) {
    case "not-on-path":
      return [`${program} is not on your PATH`];
    case "no-compose":
      return [`${program} is there, but not docker compose: install its plugin (Debian: docker-compose-v2 or docker-compose-plugin)`];
    case "other-compose":
      return [
        `${program} is there, but instead of docker compose 2 or later there is ${plainLine(trouble.provider)}`,
        "install the docker compose plugin",
      ];
    case "no-socket":
      return [
        `podman is there, but its service does not listen on ${plainLine(trouble.socket)}`,
        "start it: systemctl --user start podman.socket",
      ];
    case "unreachable":
      return [`${program} is there, but does not answer:`, ...quoted(trouble.message)];
  }
}

function holderWords(holder: PortHolder | undefined): string {
  return holder === undefined ? "is taken" : `is taken by process ${holder.pid}: ${cropped(plainLine(holder.command))}`;
}

function cropped(text: string): string {
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

function lastWords(output: string): readonly string[] {
  return output.trim() === "" ? [] : ["its last words:", ...quoted(output)];
}

/** The last lines of another program's text, set in below our own. */
function quoted(text: string): readonly string[] {
  const whole = text.trim();
  return whole === ""
    ? []
    : whole
        .split(/\r?\n/)
        .slice(-LAST_LINES)
        .map((line) => `  ${plainLine(line)}`);
}

const LAST_LINES = 12;
