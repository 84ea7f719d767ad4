import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const SCHEMA = join(import.meta.dirname, "../../../.cache/junit/junit.xsd");

/**
 * What `xmllint` finds wrong in a JUnit report, a line for each mistake. The schema is that of Jenkins (MIT licence), which
 * `scripts/install-test-tools.sh` brings.
 */
export function mistakesInJunit(report: string): readonly string[] {
  if (!existsSync(SCHEMA)) throw new Error(`${SCHEMA} is missing: scripts/install-test-tools.sh brings it`);
  const { status, stderr, error } = spawnSync("xmllint", ["--noout", "--huge", "--schema", SCHEMA, "-"], {
    input: report,
    encoding: "utf8",
  });
  if (error !== undefined) throw error;
  return status === 0 ? [] : stderr.split("\n").filter((line) => line.includes("error"));
}
