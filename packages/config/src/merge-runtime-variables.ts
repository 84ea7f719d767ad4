import type { Variables } from "@nix-repo/model";

/**
 * What stands beneath the devShell: the root's layer, the service's over it, and the caller's environment over both. A value of the caller's that
 * equals the root layer's came from there (direnv loaded it), and does not stand in the way of the service's own.
 */
export function mergeRuntimeVariables({
  caller,
  layers,
}: {
  caller: Variables;
  layers: { readonly root: Variables; readonly service: Variables };
}): Variables {
  const { root, service } = layers;
  const own = Object.entries(caller).filter(([name, value]) => !(Object.hasOwn(root, name) && root[name] === value));
  return { ...root, ...service, ...Object.fromEntries(own) };
}
