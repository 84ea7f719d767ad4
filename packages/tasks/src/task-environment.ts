import {
  type EnvDeclaration,
  isSecretName,
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
  /** What enters the key; none where the task is not keepable. */
  readonly keyed: KeyedVariables;
}

export interface KeyedVariables {
  readonly variables: Variables;
  /** Names of what it sees though it may not enter a key, because the name says secret and no `passEnv` lists it. */
  readonly secrets: readonly string[];
  /** Absolute paths of the host's tools that it may use, links resolved, by name. */
  readonly tools: Readonly<Record<string, string>>;
}

export interface TaskEnvironmentOptions {
  readonly verb: Verb;
  /** Of the environment that the task gets: the host's tools have no identity, unless the registry names commands that tell it. */
  readonly provider: ProviderKind;
  readonly hasHostToolchain?: boolean;
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
  const onHost = options.provider === "host";
  const keepable = isKeepable(verb, options);
  const declared: EnvDeclaration = { ...verb.service.env, ...verb.options.env };
  const overlay = Object.fromEntries(Object.entries(declared).filter((entry): entry is [string, string] => entry[1] !== true));
  const everything = mergeRuntimeVariables(runtime, callerEnv);
  if (!keepable) return ok({ base: withColour(everything, { ...options, overlay }), overlay, keepable, keyed: NOTHING });

  const task = taskId(verb.service.name, verb.name);
  const passed = new Set([...verb.service.passEnv, ...(verb.options.passEnv ?? [])]);
  const decisive = [
    ...Object.keys(runtime.root),
    ...Object.keys(runtime.service),
    ...Object.keys(declared).filter((name) => declared[name] === true),
    ...options.globalEnv,
  ];
  // The caller's PATH would bring tools that no key knows; `hostTools` names those that are wanted. On the host it is all there is.
  const base: Record<string, string> = onHost && callerEnv.PATH !== undefined ? { PATH: callerEnv.PATH } : {};
  const see = (name: string): boolean => {
    const value = name === "PATH" ? undefined : everything[name];
    if (value !== undefined) base[name] = value;
    return value !== undefined;
  };
  for (const name of HARMLESS) see(name);
  for (const name of passed) see(name);
  const variables: Record<string, string> = {};
  const secrets: string[] = [];
  for (const name of decisive) {
    if (!see(name) || passed.has(name)) continue;
    if (isSecretName(name)) secrets.push(name);
    else variables[name] = base[name] ?? "";
  }
  const tools = [...new Set([...verb.service.hostTools, ...(verb.options.hostTools ?? [])])];
  if (tools.length === 0 || onHost) {
    return ok({ base: withColour(base, { ...options, overlay }), overlay, keepable, keyed: keyedOf({ variables, secrets, tools: {} }) });
  }
  const linked = linkHostTools({ tools, path: callerEnv.PATH, stateFolder: options.stateFolder, task });
  if (!linked.ok) return linked;
  base.PATH = linked.value.folder;
  const keyed = keyedOf({ variables, secrets, tools: linked.value.tools });
  return ok({ base: withColour(base, { ...options, overlay }), overlay, keepable, keyed });

  function keyedOf(keyed: KeyedVariables): KeyedVariables {
    return { ...keyed, variables: { ...keyed.variables, ...overlay } };
  }
}

/** Whether a task sees only what would enter its key. */
export function isKeepable(
  { keepable }: Verb,
  { provider, hasHostToolchain }: Pick<TaskEnvironmentOptions, "provider" | "hasHostToolchain">,
): boolean {
  return keepable && (provider !== "host" || hasHostToolchain === true);
}

const NOTHING: KeyedVariables = { variables: {}, secrets: [], tools: {} };

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
