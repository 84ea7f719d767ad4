/**
 * A .gitignore that has a line for a folder of ours; all else in it stays byte for byte. @returns the same text where a line says so already
 * @param text undefined where there is no such file
 */
export function withIgnored(text: string | undefined, folder: string): string {
  const before = text ?? "";
  const same = new Set([folder, `${folder}/`, `/${folder}`, `/${folder}/`, `**/${folder}`, `**/${folder}/`]);
  if (before.split(/\r?\n/).some((line) => same.has(line.trimEnd()))) return before;
  const end = before.includes("\r\n") ? "\r\n" : "\n";
  const gap = before === "" || before.endsWith("\n") ? "" : end;
  return `${before}${gap}${folder}/${end}`;
}
