import { extname } from "node:path";
import type { Addition } from "../addition.ts";
import type { NewEntry } from "./entry-text.ts";

/** Adds a service to the text of a registry in any of its forms. What reads the form is loaded here, so that only who adds a service pays for it. */
export async function addService(text: string, { file, ...added }: NewEntry & { readonly file: string }): Promise<Addition> {
  switch (extname(file)) {
    case ".json":
      return (await import("./add-to-json.ts")).addToJson(text, added);
    case ".yaml":
    case ".yml":
      return (await import("./add-to-yaml.ts")).addToYaml(text, added);
    default:
      return (await import("./add-to-script.ts")).addToScript(text, added);
  }
}
