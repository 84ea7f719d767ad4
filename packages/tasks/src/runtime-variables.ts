import type { RuntimeVariables, Variables } from "@nix-repo/model";

/**
 * The caller's environment over the service's layer over the root's. A caller's value that equals the root layer's is not the caller's own
 * (direnv loaded it), so the service's layer stands over it.
 */
export function mergeRuntimeVariables({ root, service }: Pick<RuntimeVariables, "root" | "service">, caller: Variables): Variables {
  const merged: Record<string, string> = { ...root, ...service };
  if (Object.keys(merged).length === 0) return caller;
  for (const [name, value] of Object.entries(caller)) {
    if (!(name in merged) || root[name] !== value) merged[name] = value;
  }
  return merged;
}
