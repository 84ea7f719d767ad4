import type { ShellChoice } from "@nix-repo/model";

/** A devShell's name as a registry writes it, understood. */
export type ShellName =
  /** Below `devShells.<system>` of the workspace's flake: `["backend", "ms1"]`. `full` starts at the flake's root instead. */
  | { readonly kind: "attribute"; readonly path: readonly string[]; readonly full: boolean }
  /** Of another flake: `./code/client/web#default`, `github:owner/repo#x`. */
  | { readonly kind: "installable"; readonly flake: string; readonly path: readonly string[] };

/**
 * - `web`, `backend.ms1`, `"a.b"`: as `nix develop .#NAME` takes them.
 * - `devShells.backend.ms1`: what older registries write for `backend.ms1`; Nix itself does not know it.
 * - `devShells.x86_64-linux.web`: from the flake's root.
 * - what holds `#`, or begins like a path or a URL: a whole installable.
 */
export function parseShellName(name: string): ShellName {
  const hash = name.indexOf("#");
  if (hash !== -1) return { kind: "installable", flake: name.slice(0, hash) || ".", path: parseAttributePath(name.slice(hash + 1)) };
  if (/^(\.{1,2}$|\.{0,2}\/|[a-z][a-z0-9+.-]*:)/.test(name)) return { kind: "installable", flake: name, path: [] };
  const path = parseAttributePath(name);
  if (path[0] !== "devShells" || path.length === 1) return { kind: "attribute", path, full: false };
  const second = path[1] ?? "";
  if (SYSTEM.test(second) && path.length > 2) return { kind: "attribute", path, full: true };
  return { kind: "attribute", path: path.slice(1), full: false };
}

const SYSTEM = /^[a-z0-9_]+-(linux|darwin|freebsd|netbsd|openbsd|cygwin|windows|none|wasi|redox|solaris)$/;

/** The same for choices that mean the same, wherever they are written. */
export function choiceKey(choice: ShellChoice): string {
  switch (choice.kind) {
    case "named":
      return JSON.stringify(choice.name);
    case "inferred":
      return JSON.stringify(choice.candidates);
    case "none":
      return "none";
  }
}

/** Splits at dots, but not within quotes: `backend."a.b"` is `backend` and `a.b`. */
export function parseAttributePath(text: string): readonly string[] {
  const path: string[] = [];
  for (const [, quoted, plain] of text.matchAll(/"((?:[^"\\]|\\.)*)"|([^."]+)/g)) path.push(quoted ?? plain ?? "");
  return path;
}

/**
 * A path as text that `parseAttributePath` and Nix read back: quoted where it must be.
 */
export function printAttributePath(path: readonly string[]): string {
  return path.map((name) => (/^[A-Za-z0-9_'-]+$/.test(name) ? name : `"${name}"`)).join(".");
}

/** The part after `#`: percent signs for what a URL may not hold. Both Nix 2.8 and 2.26 decode it. */
export function fragmentOf(path: readonly string[]): string {
  return printAttributePath(path)
    .split(/([^A-Za-z0-9._'-]+)/)
    .map((part, index) => (index % 2 === 1 ? encodeURIComponent(part) : part))
    .join("");
}
