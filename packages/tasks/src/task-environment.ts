import {
  type EnvDeclaration,
  ok,
  type ProviderKind,
  type Result,
  type RuntimeVariables,
  taskId,
  type Variables,
  type Verb,
} from "@nix-repo/model";
import { linkHostTools } from "./host-tools.ts";
import { mergeRuntimeVariables } from "./runtime-variables.ts";

export interface TaskEnvironment {
  /** Beneath the devShell. */
  readonly base: Variables;
  /** Above it. */
  readonly overlay: Variables;
  /** Whether the task sees only what would enter its key. */
  readonly keepable: boolean;
}

export interface TaskEnvironmentOptions {
  readonly verb: Verb;
  /** Of the environment that the task gets: nothing is kept on the host's tools, which have no identity. */
  readonly provider: ProviderKind;
  readonly callerEnv: Variables;
  readonly runtime: RuntimeVariables;
  /** Names that every task may see: the registry's `globalEnv`. */
  readonly globalEnv: readonly string[];
  readonly stateFolder: string;
  /** Whether colours are printed: asks the task for them, as it does not see a terminal. */
  readonly colour: boolean;
}

/** The variables of a task around its devShell's. Fails as `host-tool-missing`. */
export function taskEnvironment(options: TaskEnvironmentOptions): Result<TaskEnvironment> {
  const { verb, callerEnv, runtime } = options;
  const keepable = verb.keepable && options.provider === "nix";
  const declared: EnvDeclaration = { ...verb.service.env, ...verb.options.env };
  const overlay = Object.fromEntries(Object.entries(declared).filter((entry): entry is [string, string] => entry[1] !== true));
  const everything = mergeRuntimeVariables(runtime, callerEnv);
  if (!keepable) return ok({ base: withColour(everything, { ...options, overlay }), overlay, keepable });

  const visible = new Set([
    ...HARMLESS,
    ...Object.keys(runtime.root),
    ...Object.keys(runtime.service),
    ...Object.keys(declared).filter((name) => declared[name] === true),
    ...verb.service.passEnv,
    ...(verb.options.passEnv ?? []),
    ...options.globalEnv,
  ]);
  // The caller's PATH would bring tools that no key knows; `hostTools` names those that are wanted.
  visible.delete("PATH");
  const base: Record<string, string> = {};
  for (const name of visible) {
    const value = everything[name];
    if (value !== undefined) base[name] = value;
  }
  const tools = [...new Set([...verb.service.hostTools, ...(verb.options.hostTools ?? [])])];
  if (tools.length > 0) {
    const task = taskId(verb.service.name, verb.name);
    const folder = linkHostTools({ tools, path: callerEnv.PATH, stateFolder: options.stateFolder, task });
    if (!folder.ok) return folder;
    base.PATH = folder.value;
  }
  return ok({ base: withColour(base, { ...options, overlay }), overlay, keepable });
}

/**
 * What every task sees of the caller's, because it cannot change a result: who and where the user is, where temporary and cached files go,
 * how to reach the network and whom to trust there, what the terminal can show, and the language of messages.
 * LC_ALL, LC_COLLATE and the like are not among them (they change the order of `sort` and the form of numbers), nor are TZ and CI.
 */
const HARMLESS = [
  "HOME",
  "USER",
  "LOGNAME",
  "TERM",
  "COLORTERM",
  "LANG",
  // Where Nix's own libc finds what LANG names.
  "LOCALE_ARCHIVE",
  "TMPDIR",
  "TMP",
  "TEMP",
  "TEMPDIR",
  "XDG_CACHE_HOME",
  "XDG_CONFIG_HOME",
  "XDG_DATA_HOME",
  "XDG_STATE_HOME",
  "XDG_RUNTIME_DIR",
  "SSL_CERT_FILE",
  "NIX_SSL_CERT_FILE",
  "http_proxy",
  "https_proxy",
  "ftp_proxy",
  "all_proxy",
  "no_proxy",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "FTP_PROXY",
  "ALL_PROXY",
  "NO_PROXY",
] as const;

/** Who says NO_COLOR means it, whatever we print ourselves; who sets FORCE_COLOR keeps the value. */
function withColour(
  base: Variables,
  { colour, callerEnv, overlay }: { colour: boolean; callerEnv: Variables; overlay: Variables },
): Variables {
  const refused = [base.NO_COLOR, callerEnv.NO_COLOR, overlay.NO_COLOR].some((value) => value !== undefined && value !== "");
  return colour && !refused ? { FORCE_COLOR: "1", CLICOLOR_FORCE: "1", ...base } : base;
}
