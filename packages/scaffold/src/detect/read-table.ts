import { type Table, tableIn, withoutMark } from "../manifests/parsed-values.ts";

/** What a manifest says. One that cannot be read says nothing: its own tool tells what is wrong with it. */
export async function readTable(name: string, text: string): Promise<Table> {
  try {
    return tableIn(await parse(name, withoutMark(text)));
  } catch {
    return {};
  }
}

async function parse(name: string, text: string): Promise<unknown> {
  if (name.endsWith(".toml")) return (await import("smol-toml")).parse(text);
  if (/\.ya?ml$/.test(name)) return (await import("yaml")).parse(text, { logLevel: "silent" });
  return JSON.parse(text);
}
