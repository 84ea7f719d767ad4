// The forms of names that a registry takes, as `packages/config` says them.
const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}._-]*$/u;
const VERB = /^[\p{L}\p{N}_]([\p{L}\p{N}._:-]*[\p{L}\p{N}._-])?$/u;

export function isVerbName(name: string): boolean {
  return VERB.test(name);
}

export function isName(name: string): boolean {
  return NAME.test(name);
}

/** The nearest name that a service can have, and that no other has: of `@acme/ui` it is `ui`, else `acme-ui`. */
export function serviceName(name: string, taken: ReadonlySet<string>): string {
  const last = name.slice(name.lastIndexOf("/") + 1);
  for (const candidate of [plain(last), plain(name)]) if (candidate !== "" && !taken.has(candidate)) return candidate;
  for (let i = 2; ; i += 1) {
    const candidate = `${plain(name) || "service"}-${i}`;
    if (!taken.has(candidate)) return candidate;
  }
}

function plain(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}._-]+/gu, "-").replaceAll(/^[^\p{L}\p{N}_]+|-+$/gu, "");
}
