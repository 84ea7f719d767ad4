import { createHash } from "node:crypto";

/**
 * The name of a service's compose project: the same one each time, and another one in every workspace, so that two checkouts of a repository have
 * containers of their own. Compose allows lower-case letters, digits, `-` and `_`.
 * @param workspace the root's absolute path
 */
export function composeProjectName(workspace: string, service: string): string {
  // Names that differ only in what compose does not allow must not meet: the service is in the hash too.
  const hash = createHash("sha256").update(`${workspace}\0${service}`).digest("hex").slice(0, 10);
  const plain = service.toLowerCase().replaceAll(/[^a-z0-9_-]+/g, "-");
  return `repo-${hash}-${plain.slice(0, 40)}`;
}
