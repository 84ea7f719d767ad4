import type { FoundService, Kind } from "./found-service.ts";

/** How a service comes to its devShell. */
export type ShellOfService =
  /** By the rule that holds where a registry says nothing. */
  | { readonly kind: "by-rule"; readonly shell: string }
  /** The registry has to name it. */
  | { readonly kind: "named"; readonly shell: string }
  | { readonly kind: "none" };

export interface ShellQuestion {
  readonly service: FoundService;
  /** The service's path as the registry has it, below its root. */
  readonly path: string;
  /** Names of the flake's devShells as a registry writes them: nested ones with dots. */
  readonly shells: readonly string[];
}

/** Which of a flake's devShells a service means. */
export function chooseShell({ service, path, shells }: ShellQuestion): ShellOfService {
  const own: ShellOfService[] = service.besides.hasShells ? [{ kind: "named", shell: `./${service.folder}#default` }] : [];
  const candidates = [...(path === "." ? [] : [path.replaceAll("/", "-")]), service.name];
  // A group of shells hides the default from the rule as a shell does.
  const topLevel = new Set(shells.map((shell) => shell.split(".")[0] ?? ""));
  const byRule = [...candidates, "default"].find((name) => shells.includes(name) || topLevel.has(name));
  if (byRule !== undefined && byRule !== "default" && shells.includes(byRule)) return { kind: "by-rule", shell: byRule };
  const named = likelyNames(service, path).find((name) => shells.includes(name));
  if (named !== undefined) return { kind: "named", shell: named };
  if (own[0] !== undefined) return own[0];
  if (!shells.includes("default")) return { kind: "none" };
  return { kind: byRule === "default" ? "by-rule" : "named", shell: "default" };
}

/** What people call a shell besides what the rule knows, the closest first; last, what is in it. */
function likelyNames({ folder, ownName, kind }: FoundService, path: string): string[] {
  const parts = folder === "." ? [] : folder.split("/");
  const ends = parts.map((_, start) => parts.slice(start));
  const spellings = [path.split("/"), ...ends].flatMap((names) => [names.join("."), names.join("-"), names.join("_")]);
  return [...spellings, ...(ownName === undefined ? [] : [ownName]), ...NAMES_OF_KINDS[kind]];
}

const NAMES_OF_KINDS: Readonly<Record<Kind, readonly string[]>> = {
  node: ["node", "nodejs", "js", "javascript", "typescript"],
  go: ["go", "golang"],
  rust: ["rust"],
  dotnet: ["dotnet", "csharp", "dotnet-sdk"],
  python: ["python", "py", "python3"],
  flutter: ["flutter"],
  dart: ["dart", "flutter"],
  other: [],
};
