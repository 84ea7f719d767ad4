import type { Variables } from "@nix-repo/model";
import { findNix, parseNixVersion } from "@nix-repo/nix";
import { type Answer, askProgram } from "./ask-program.ts";

/** What Nix says of itself, each asked at the first call and then known. */
export interface NixAnswers {
  /** Absolute path; undefined where there is no Nix. */
  readonly program: string | undefined;
  version(): Promise<NixVersion>;
  settings(): Promise<NixSettings | undefined>;
  store(): Promise<StoreAnswer | undefined>;
}

export type NixVersion = { readonly kind: "known"; readonly version: string } | { readonly kind: "silent"; readonly said: string };

export interface NixSettings {
  /** By name, as `nix config show` prints them. */
  readonly values: ReadonlyMap<string, string>;
  /** Whether Nix's new commands work without a flag. */
  readonly newCommands: boolean;
}

export type StoreAnswer =
  /** `trusted` is said by newer versions alone. */
  | { readonly kind: "open"; readonly url: string; readonly trusted: boolean | undefined }
  | { readonly kind: "closed"; readonly message: string };

export function nixAnswers({ env, cwd }: { env: Variables; cwd: string }): NixAnswers {
  const program = findNix(env);
  const ask = (...args: readonly string[]): Promise<Answer> =>
    program === undefined ? Promise.resolve({ kind: "missing" }) : askProgram(program, args, { cwd, env: { ...env, NO_COLOR: "1" } });
  return { program, version: once(() => askVersion(ask)), settings: once(() => askSettings(ask)), store: once(() => askStore(ask)) };
}

type Ask = (...args: readonly string[]) => Promise<Answer>;

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => {
    asked ??= ask();
    return asked;
  };
}

async function askVersion(ask: Ask): Promise<NixVersion> {
  const answer = await ask("--version");
  if (answer.kind !== "said") return { kind: "silent", said: wordsOf(answer) };
  const version = answer.exitCode === 0 ? parseNixVersion(answer.stdout.trim()) : undefined;
  return version === undefined ? { kind: "silent", said: wordsOf(answer) } : { kind: "known", version };
}

/** `nix config show`, which older versions call `nix show-config`; first as a user would type it. */
async function askSettings(ask: Ask): Promise<NixSettings | undefined> {
  for (const command of [["config", "show"], ["show-config"]]) {
    const plain = await ask(...command);
    if (plain.kind !== "said") return undefined;
    if (plain.exitCode === 0) return { values: parseSettings(plain.stdout), newCommands: true };
    const allowed = await ask(...NEW_COMMANDS, ...command);
    if (allowed.kind === "said" && allowed.exitCode === 0) return { values: parseSettings(allowed.stdout), newCommands: false };
  }
  return undefined;
}

async function askStore(ask: Ask): Promise<StoreAnswer | undefined> {
  for (const command of ["info", "ping"]) {
    const answer = await ask(...NEW_COMMANDS, "store", command);
    if (answer.kind === "missing") return undefined;
    if (answer.kind === "slow") return { kind: "closed", message: "no answer in time" };
    const text = answer.stdout + answer.stderr;
    if (/is not a recogni[sz]ed command/.test(text)) continue;
    if (answer.exitCode !== 0) return { kind: "closed", message: errorIn(text) };
    const trusted = /^Trusted: (\d)/m.exec(text)?.[1];
    return { kind: "open", url: /^Store URL: (\S+)/m.exec(text)?.[1] ?? "", trusted: trusted === undefined ? undefined : trusted === "1" };
  }
  return undefined;
}

const NEW_COMMANDS = ["--extra-experimental-features", "nix-command"];

/** `name = value`, a line each. */
export function parseSettings(text: string): ReadonlyMap<string, string> {
  return new Map([...text.matchAll(/^([\w-]+) =[^\S\n]*(.*)$/gm)].map(([, name = "", value = ""]) => [name, value.trim()]));
}

function errorIn(text: string): string {
  return /^error: (.*)$/m.exec(text)?.[1] ?? text.trim().split("\n").at(-1) ?? "";
}

function wordsOf(answer: Answer): string {
  if (answer.kind === "missing") return "it cannot be started";
  if (answer.kind === "slow") return "no answer in time";
  return errorIn(answer.stderr + answer.stdout) || `it ended with ${answer.exitCode}`;
}
