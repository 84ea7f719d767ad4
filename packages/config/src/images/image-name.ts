/** A part of an image's name between slashes. Source: the grammar of github.com/distribution/reference. */
const PART = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const HOST = "[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?";
/** An image's name without its tag, perhaps with the registry that it is to be pushed to. */
export const IMAGE_NAME = `^(?:${HOST}/)?${PART}(?:/${PART})*$`;
export const IMAGE_TAG = "^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$";
export const STAGE_NAME = "^[A-Za-z0-9][A-Za-z0-9_.-]*$";

/** The name of a service's image. Services may be called what images may not; two such services have two images still. */
export function imageNameOf(service: string): string {
  // A name like a checksum would be taken for one.
  if (service.length <= LONGEST && PLAIN.test(service) && !/^[0-9a-f]{64}$/.test(service)) return service;
  const plain = service
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, LONGEST)
    .replaceAll(/^-|-$/g, "");
  return `${plain === "" ? "service" : plain}-${shortHash(service)}`;
}

const PLAIN = new RegExp(`^${PART}$`);
const LONGEST = 100;

/** FNV-1a: eight digits that tell names apart, without loading a library at each start. */
function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, "0");
}
