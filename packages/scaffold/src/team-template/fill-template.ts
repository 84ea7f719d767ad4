import type { WrittenFile } from "../written-file.ts";

/** A file of a template. Its path is relative to the template's folder, with slashes. */
export interface TemplateFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly executable: boolean;
  /** It is a symbolic link that leads there. */
  readonly link?: string;
}

interface Filling {
  /** By variable. */
  readonly values: ReadonlyMap<string, string>;
  /** The service's folder, relative to what the paths of the files are to be relative to. */
  readonly folder: string;
}

/**
 * The files of a service made of a template. In paths `__name__` stands for the variable `name`, in texts `{{ name }}` does; `\{{ name }}` is what
 * stays `{{ name }}`. What is in such braces and no variable stays as it is, and so does what follows a `$`: other tools write the same. What
 * is no text is copied.
 */
export function fillTemplate(
  files: readonly TemplateFile[],
  { values, folder }: Filling,
): { readonly files: readonly WrittenFile[] } | { readonly mistakes: readonly string[] } {
  const mistakes: string[] = [];
  const seen = new Map<string, string>();
  const filled = files.map((file): WrittenFile => {
    const path = filledPath(file.path, values);
    if (path.split("/").some((part) => part === "" || part === "." || part === ".." || part.includes("\0")))
      mistakes.push(`${file.path} would become ${JSON.stringify(path)}, which is no path within the folder`);
    const other = seen.get(path);
    if (other !== undefined) mistakes.push(`${other} and ${file.path} would both become ${path}`);
    seen.set(path, file.path);
    const place = { path: `${folder}/${path}`, ...(file.executable ? { executable: true } : {}) };
    if (file.link !== undefined) return { ...place, content: "", link: file.link };
    const text = textOf(file.bytes);
    return text === undefined ? { ...place, content: "", bytes: file.bytes } : { ...place, content: filledText(text, values) };
  });
  return mistakes.length > 0 ? { mistakes } : { files: filled };
}

function filledPath(path: string, values: ReadonlyMap<string, string>): string {
  return path.replaceAll(/__([A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*)__/g, (whole, name: string) => values.get(name) ?? whole);
}

function filledText(text: string, values: ReadonlyMap<string, string>): string {
  return text.replaceAll(/([\\$]?)(\{\{ *([A-Za-z][A-Za-z0-9_]*) *\}\})/g, (whole, before: string, braces: string, name: string) => {
    const value = values.get(name);
    if (value === undefined || before === "$") return whole;
    return before === "\\" ? braces : value;
  });
}

/** Undefined where it is no text: what has a NUL, or is not UTF-8. */
function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
