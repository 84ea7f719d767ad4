import type { Place } from "@nix-repo/model";
import type { ImageReference } from "./compose-file.ts";

/** Takes an image's name apart: `[REGISTRY[:PORT]/]NAME[:TAG][@DIGEST]`. Whether it is one is for the engine to say. */
export function imageReference(text: string, place: Place): ImageReference {
  const at = text.indexOf("@");
  const digest = at === -1 ? undefined : text.slice(at + 1);
  const named = at === -1 ? text : text.slice(0, at);
  const colon = named.indexOf(":", named.lastIndexOf("/") + 1);
  const tag = colon === -1 ? undefined : named.slice(colon + 1);
  const major = tag === undefined ? undefined : majorOf(tag);
  return {
    text,
    repository: familiar(colon === -1 ? named : named.slice(0, colon)),
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
    ...(major === undefined ? {} : { major }),
    place,
  };
}

/** `docker.io/library/postgres` and `postgres` are one image. */
function familiar(name: string): string {
  return name.replace(/^(?:index\.)?docker\.io\//, "").replace(/^library\/(?=[^/]+$)/, "");
}

/** Longer numbers are dates or commits, and letters after one make it something else. */
function majorOf(tag: string): number | undefined {
  const digits = /^v?(\d{1,4})(?=$|[.\-_+])/.exec(tag)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
