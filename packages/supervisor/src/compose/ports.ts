import { isIP } from "node:net";
import type { ComposePort, ExposedPorts, PortRange } from "./compose-file.ts";
import type { Value } from "./value.ts";

/** `ports` of a service, ranges of equal length taken apart. Of two that say the same the later one counts, at the place of the first. */
export function portsOf(value: Value | undefined): ComposePort[] {
  const ports = new Map<string, ComposePort>();
  for (const item of value?.items(EXPECTED_LIST) ?? []) {
    if (item.reading.exhausted) break;
    for (const port of item.isMap ? longPort(item) : shortPorts(item)) {
      if (!item.reading.mayDo(1, item.node.origin)) return [];
      ports.set(keyOf(port), port);
    }
  }
  return [...ports.values()];
}

export function exposedOf(value: Value | undefined): ExposedPorts[] {
  const exposed = new Map<string, ExposedPorts>();
  for (const item of value?.items('a list of ports such as "3000"') ?? []) {
    const text = item.text(EXPECTED_EXPOSED, { anyScalar: true });
    if (text === undefined) continue;
    const { rest, protocol } = splitProtocol(text);
    const range = rangeOf(rest);
    if (range === undefined || protocol === undefined) item.wrong(EXPECTED_EXPOSED);
    else exposed.set(`${range.from}-${range.to}/${protocol}`, { ...range, protocol });
  }
  return [...exposed.values()];
}

function keyOf({ hostIp = "0.0.0.0", published, target, protocol }: ComposePort): string {
  const host = typeof published === "object" ? `${published.from}-${published.to}` : (published ?? "");
  return `${hostIp}:${host}:${target}/${protocol}`;
}

/** `[[IP:]PUBLISHED:]TARGET[/PROTOCOL]`, where both ports may be ranges and an IPv6 address may stand in brackets. */
function shortPorts(item: Value): ComposePort[] {
  if (item.node.kind === "scalar" && typeof item.node.value !== "string" && !Number.isInteger(item.node.value))
    return none(item.wrong(EXPECTED));
  const text = item.text(EXPECTED, { anyScalar: true });
  if (text === undefined) return [];
  const { rest, protocol } = splitProtocol(text);
  const [, ip, host, container] = /^(?:(.*):)?([^:]*):([^:]*)$/.exec(rest) ?? [undefined, undefined, "", rest];
  const target = rangeOf(container ?? "");
  const published = host === "" || host === undefined ? undefined : (rangeOf(host, 0) ?? "wrong");
  const hostIp = addressOf(ip);
  if (protocol === undefined) return none(item.wrong(`${EXPECTED} with the protocol tcp, udp or sctp`));
  if (target === undefined || published === "wrong") return none(item.wrong(EXPECTED));
  if (hostIp === "wrong") return none(item.wrong("an IP address before the ports"));
  const shared = { place: item.place, ...(hostIp === undefined ? {} : { hostIp }), protocol };
  const length = target.to - target.from;
  if (published !== undefined && published.to - published.from !== length) {
    if (length !== 0) return none(item.wrong("as many ports of the host as of the container"));
    return [{ ...shared, published, target: target.from }];
  }
  return Array.from({ length: length + 1 }, (_, i) => ({
    ...shared,
    // The host's port 0 stands for any.
    ...(published === undefined || published.from + i === 0 ? {} : { published: published.from + i }),
    target: target.from + i,
  }));
}

function none(_: undefined): [] {
  return [];
}

function longPort(item: Value): ComposePort[] {
  const targetValue = item.get("target");
  if (targetValue === undefined) return none(item.mistake("missing: expected target, the port inside the container"));
  const target = targetValue.count(EXPECTED_NUMBER);
  if (target !== undefined && !isPort(target)) targetValue.wrong(EXPECTED_NUMBER);
  const publishedValue = item.get("published");
  const publishedText = publishedValue?.text(EXPECTED_PUBLISHED, { anyScalar: true });
  const published = publishedText === undefined || publishedText === "" ? undefined : rangeOf(publishedText, 0);
  if (publishedText !== undefined && publishedText !== "" && published === undefined) publishedValue?.wrong(EXPECTED_PUBLISHED);
  const ipValue = item.get("host_ip");
  const ip = ipValue?.text("an IP address");
  if (addressOf(ip) === "wrong") ipValue?.wrong("an IP address");
  const texts = {
    protocol: item.get("protocol")?.text("tcp, udp or sctp")?.toLowerCase() ?? "tcp",
    name: item.get("name")?.text("a name"),
    appProtocol: item.get("app_protocol")?.text("a protocol such as http"),
    mode: item.get("mode")?.text("host or ingress"),
  };
  if (target === undefined || !isPort(target)) return [];
  const isAny = published === undefined || (published.from === 0 && published.to === 0);
  return [
    {
      place: item.place,
      ...(ip === undefined || ip === "" ? {} : { hostIp: ip }),
      ...(isAny ? {} : { published: published.from === published.to ? published.from : published }),
      target,
      protocol: texts.protocol,
      ...(texts.name === undefined ? {} : { name: texts.name }),
      ...(texts.appProtocol === undefined ? {} : { appProtocol: texts.appProtocol }),
      ...(texts.mode === undefined ? {} : { mode: texts.mode }),
    },
  ];
}

function splitProtocol(text: string): { rest: string; protocol: string | undefined } {
  const [rest = "", protocol = ""] = text.split("/");
  const known = protocol === "" ? "tcp" : protocol.toLowerCase();
  return { rest, protocol: text.split("/").length <= 2 && PROTOCOLS.has(known) ? known : undefined };
}

const PROTOCOLS = new Set(["tcp", "udp", "sctp"]);

function rangeOf(text: string, lowest = 1): PortRange | undefined {
  const [, first, last] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(text) ?? [];
  if (first === undefined) return undefined;
  const [from, to] = [Number(first), Number(last ?? first)];
  return from >= lowest && from <= to && isPort(to, lowest) ? { from, to } : undefined;
}

function isPort(port: number, lowest = 1): boolean {
  return port >= lowest && port <= 65_535;
}

function addressOf(text: string | undefined): string | undefined | "wrong" {
  if (text === undefined || text === "") return undefined;
  const address = /^\[(.*)\]$/.exec(text)?.[1] ?? text;
  return isIP(address) === 0 ? "wrong" : address;
}

const EXPECTED = 'a port such as "8080:80", "127.0.0.1:8080:80/udp" or "80"';
const EXPECTED_LIST = 'a list of ports such as "8080:80"';
const EXPECTED_EXPOSED = 'a port such as "3000", "3000-3005" or "3000/udp"';
const EXPECTED_NUMBER = "a port from 1 to 65535";
const EXPECTED_PUBLISHED = 'a port of the host, or a range such as "8080-8090"';
