/** Of a hash as much as people need of it. */
export function shortHash(hash: string): string {
  return hash.slice(0, 12);
}

/** A commit's whole name, in SHA-1 or SHA-256. */
export function isHash(rev: string): boolean {
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(rev);
}

/** Whether git would take it for a branch's name, so that it may stand in a refspec. Rules: `git check-ref-format`. */
export function isBranchName(name: string): boolean {
  return (
    name !== "" && !IN_NO_NAME.test(name) && !name.split("/").some((part) => part === "" || part.startsWith(".") || part.endsWith(".lock"))
  );
}

/** Control characters and the like are what this is about. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: see above
const IN_NO_NAME = /[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|^-|^@$|\.$/;
