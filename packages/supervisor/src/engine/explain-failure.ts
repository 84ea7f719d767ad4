import type { EngineFailure } from "@nix-repo/model";
import { findPortHolder } from "./port-holder.ts";
import type { EngineAnswer } from "./run-engine.ts";

/**
 * What the words of an engine mean that has failed. They are those of docker 20 to 28, Docker Desktop, podman 4 and 5 with their port handlers, and compose 2;
 * what is not known is handed on as it is.
 */
export function explainFailure(command: string, { exit, stdout, stderr }: EngineAnswer): EngineFailure {
  const message = tellingLines(stderr) || tellingLines(stdout);
  return (
    whereDiskIsFull(command, message) ??
    wherePortIsTaken(message) ??
    whereEngineIsGone(command, message) ??
    whereImageIsMissing(message) ?? { code: "engine-failed", command, exit, message }
  );
}

function whereDiskIsFull(command: string, message: string): EngineFailure | undefined {
  return /no space left on device|disk quota exceeded/i.test(message) ? { code: "engine-disk-full", command, message } : undefined;
}

function wherePortIsTaken(message: string): EngineFailure | undefined {
  const line = message.split("\n").find((each) => PORT_TAKEN.test(each));
  if (line === undefined) return undefined;
  const port = Number(BOUND.exec(line)?.[1] ?? /:(\d{1,5})\b/.exec(line)?.[1]);
  if (!(port > 0 && port < 65_536)) return undefined;
  const holder = findPortHolder(port);
  return { code: "container-port-taken", port, ...(holder === undefined ? {} : { holder }), message: line };
}

/** Before the host's port stands its address, which may be left out; behind it may stand the container's. */
const BOUND = /(?:bind host port for|exposing port \w+|bind for|listen (?:tcp|udp)[46]?) \S*?:(\d{1,5})\b/i;
const PORT_TAKEN = /port is already allocated|address already in use|ports are not available/i;

function whereImageIsMissing(message: string): EngineFailure | undefined {
  const why = IMAGE_WORDS.find(([, words]) => words.test(message))?.[0];
  if (why === undefined) return undefined;
  const image = IMAGE_NAMES.map((names) => names.exec(message)?.[1]).find((name) => name !== undefined);
  return { code: "image-unavailable", ...(image === undefined ? {} : { image }), why, message };
}

/** The first that fits counts. A registry that refuses says that the image may not exist. */
const IMAGE_WORDS: readonly (readonly ["offline" | "unknown" | "refused", RegExp])[] = [
  [
    "offline",
    /(registry|registries|https?:\/\/|docker:\/\/|lookup|pinging|pull|resolve|proxyconnect)[^\n]*(no such host|i\/o timeout|connection refused|network is unreachable|temporary failure in name resolution|TLS handshake timeout|context deadline exceeded|server misbehaving)/i,
  ],
  ["refused", /pull access denied|unauthorized: |authentication required|access to the resource is denied/i],
  [
    "unknown",
    /manifest (for [^\n]* )?(not found|unknown)|no such image|image[^\n]* not known|repository name not known|name unknown|not found: manifest/i,
  ],
];

const IMAGE_NAMES = [
  /docker:\/\/([^\s":]+(?::[\w.-]+)?)/,
  /(?:pull access denied for|manifest for|no such image:?|reading manifest \S+ in) ([^\s,"]+)/i,
  /resolve (?:source metadata for|reference) "?([^\s":]+(?::[\w.-]+)?)/,
];

function whereEngineIsGone(command: string, message: string): EngineFailure | undefined {
  return GONE.test(message) ? { code: "engine-gone", command, message } : undefined;
}

const GONE =
  /cannot connect to the (docker|podman)|error during connect|failed to connect to the docker|dial unix [^\n]*(no such file|connection refused)|\.sock: connect: |docker\.sock[^\n]*EOF|^(error: )?(unexpected )?EOF$/im;

/** Without what compose tells of its progress: ` Container x  Creating`, ` Network y  Created`, ` db Pulling`. */
function tellingLines(text: string): string {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "" && !PROGRESS.test(line));
  return lines.slice(-MOST_LINES).join("\n");
}

const PROGRESS =
  /^\s*(Container|Network|Volume|Image|Service) \S+\s+(Creating|Created|Starting|Started|Running|Recreat\w+|Stopp\w+|Remov\w+|Wait\w*|Healthy|Exited|Kill\w+|Pull\w+|Build\w+|Built)\s*$|^\s*[\w.-]+ (Pulling|Pulled)\s*$/;
const MOST_LINES = 30;
