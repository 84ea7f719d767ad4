import type { Variables } from "@nix-repo/model";

/** Variables under names that say whose they are: `DATABASE_URL` of `api` is `API_DATABASE_URL`, that of `web-shop` is `WEB_SHOP_DATABASE_URL`. */
export function prefixedVariables(service: string, variables: Variables): Variables {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [prefixedName(service, name), value]));
}

/** In capitals, all but letters and digits as `_`; a name cannot begin with a digit. */
export function prefixedName(service: string, name: string): string {
  const prefix = service.toUpperCase().replace(/[^A-Z0-9]/g, "_");
  return `${/^\d/.test(prefix) ? "_" : ""}${prefix}_${name}`;
}
