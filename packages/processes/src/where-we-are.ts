import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/**
 * The machine, since it was last started, and which processes of it we see: elsewhere, or in a container, the same number is another process.
 */
export function whereWeAre(): string {
  try {
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim()} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return hostname();
  }
}
