import { stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { messageOf } from "@nix-repo/model";
import { shellWord } from "@nix-repo/scaffold";
import type { Check, Checked } from "../check.ts";
import type { Surroundings } from "../surroundings.ts";

/** Each binary cache that Nix is set to use, asked for what every one has: https://nix.dev/manual/nix/latest/store/types/http-binary-cache-store */
export const binaryCacheCheck: Check = {
  name: "binary cache",
  async run({ nix }: Surroundings) {
    const settings = await nix.settings();
    if (settings === undefined) return [];
    const urls = [...new Set((settings.values.get("substituters") ?? "").split(/\s+/).filter(Boolean))];
    return binaryCaches(await Promise.all(urls.map(async (url) => ({ url, state: await askCache(url) }))));
  },
};

export interface AskedCache {
  readonly url: string;
  readonly state: CacheState;
}

export type CacheState =
  | { readonly kind: "there" }
  | { readonly kind: "not-there"; readonly why: string }
  /** It answers, and wants to know who asks. */
  | { readonly kind: "closed"; readonly status: number }
  /** Only Nix itself can reach it. */
  | { readonly kind: "not-asked" };

/** One finding for all that answer, and one for each that does not. */
export function binaryCaches(caches: readonly AskedCache[]): readonly Checked[] {
  const check = "binary cache";
  if (caches.length === 0) return [{ check, severity: "fine", what: "none is set" }];
  const there = caches.filter(({ state }) => state.kind === "there").map(({ url }) => plainUrl(url));
  const unasked = caches.filter(({ state }) => state.kind === "not-asked").map(({ url }) => plainUrl(url));
  const fine = [
    ...(there.length === 0 ? [] : [`${there.join(", ")} reachable`]),
    ...(unasked.length === 0 ? [] : [`${unasked.join(", ")} not asked`]),
  ];
  return [
    ...(fine.length === 0 ? [] : [{ check, severity: "fine" as const, what: fine.join("; ") }]),
    ...caches.flatMap(({ url, state }) => troubleWith(plainUrl(url), state)),
  ];
}

function troubleWith(url: string, state: CacheState): readonly Checked[] {
  const check = "binary cache";
  if (state.kind === "not-there")
    return [
      {
        check,
        severity: "warning",
        what: `${url} cannot be reached: ${state.why}`,
        why: "What it has is built here instead, and Nix waits for it each time before it does.",
        fix: /^https?:/.test(url) ? "Offline, or behind a proxy? See what it answers:" : "See whether it is mounted:",
        command: /^https?:/.test(url)
          ? `curl -fsS ${shellWord(`${url}/nix-cache-info`)}`
          : `ls ${shellWord(`${pathOf(url) ?? url}/nix-cache-info`)}`,
      },
    ];
  if (state.kind === "closed")
    return [
      {
        check,
        severity: "warning",
        what: `${url} wants credentials (status ${state.status})`,
        why: "Nix may have them in its netrc-file; if not, what the cache has is built here instead.",
        fix: "See whether Nix gets in:",
        command: `nix --extra-experimental-features nix-command store ping --store ${shellWord(url)}`,
      },
    ];
  return [];
}

/** Without parameters, and without a name and password that it may hold. */
function plainUrl(url: string): string {
  return url
    .replace(/[?#].*$/, "")
    .replace(/\/+$/, "")
    .replace(/:\/\/[^/@]+@/, "://");
}

/** @param timeoutMs for the whole answer */
export async function askCache(url: string, timeoutMs = ANSWER_MS): Promise<CacheState> {
  const path = pathOf(url);
  if (path !== undefined) return await hasInfo(url, path);
  if (!/^https?:/.test(url)) return { kind: "not-asked" };
  try {
    const { username, password } = new URL(url);
    const headers =
      username === "" ? {} : { authorization: `Basic ${btoa(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`)}` };
    const response = await fetch(`${plainUrl(url)}/nix-cache-info`, { headers, signal: AbortSignal.timeout(timeoutMs) });
    await response.body?.cancel();
    if (response.ok) return { kind: "there" };
    if ([401, 403, 407].includes(response.status)) return { kind: "closed", status: response.status };
    return { kind: "not-there", why: `it answers with status ${response.status}` };
  } catch (error) {
    return { kind: "not-there", why: whyOf(error, timeoutMs) };
  }
}

/** Long enough for the other end of the world. */
const ANSWER_MS = 3_000;

function pathOf(url: string): string | undefined {
  const plain = plainUrl(url);
  if (plain.startsWith("/")) return plain;
  return plain.startsWith("file://") ? fileURLToPath(plain) : undefined;
}

/** A plain path is a store of its own, which has no such file. */
async function hasInfo(url: string, path: string): Promise<CacheState> {
  const file = url.startsWith("/") ? path : join(path, "nix-cache-info");
  try {
    await stat(file);
    return { kind: "there" };
  } catch {
    return { kind: "not-there", why: `there is no ${file}` };
  }
}

/** Node's fetch hides the reason in a cause, Bun's has it as a code. */
function whyOf(error: unknown, timeoutMs: number): string {
  const { name, cause, code } = error as { name?: string; cause?: { code?: string; message?: string }; code?: unknown };
  if (name === "TimeoutError" || name === "AbortError") return `no answer in ${timeoutMs / 1_000} s`;
  const reason = cause?.code ?? (typeof code === "string" ? code : undefined);
  return WORDS[reason ?? ""] ?? reason ?? cause?.message ?? messageOf(error);
}

const WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: "its name is not known here",
  EAI_AGAIN: "its name cannot be looked up",
  FailedToOpenSocket: "its name is not known here, or the network is down",
  ECONNREFUSED: "the connection is refused",
  ConnectionRefused: "the connection is refused",
  ECONNRESET: "the connection breaks",
  ConnectionClosed: "the connection breaks",
  UND_ERR_SOCKET: "the connection breaks",
  ENETUNREACH: "the network is down",
  EHOSTUNREACH: "the network is down",
};
