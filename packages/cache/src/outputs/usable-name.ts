/**
 * Whether a file may be kept and restored under a name: it is one name, is text, and is neither git's own folder nor ours. What is in `.git` is run by git, so
 * that nothing that a store answers may get there; the name is also known as file systems fold it.
 */
export function isUsableName(name: string): boolean {
  if (name === "" || name === "." || name === ".." || name.length > LONGEST_NAME) return false;
  if (name.includes("/") || name.includes("\0")) return false;
  // What a file system's bytes become that are no text.
  if (name.includes("\ufffd") || !name.isWellFormed()) return false;
  return !RESERVED.has(foldedName(name));
}

const LONGEST_NAME = 255;

const RESERVED: ReadonlySet<string> = new Set([".git", "git~1", ".repo"]);

/** The same for all names that some file system takes for one. */
export function foldedName(name: string): string {
  const folded = ASCII.test(name) ? name : name.replace(IGNORED, "").normalize("NFD").toUpperCase().normalize("NFD");
  return folded.toLowerCase();
}

const ASCII = /^[\0-\x7f]*$/;

/** HFS+ does not see them. */
const IGNORED = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;
