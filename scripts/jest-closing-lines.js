import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * The closing lines of a test run: what tests counted, what ran on which Nix, and one plain line of counts. A skipped test is a failure: it would look
 * like one that passed.
 *
 * Tests that count something append lines of JSON to the file that REPO_CLOSING_LINES names: `line` is printed as it stands, the numbers in `sum` are added up.
 */
export default class ClosingLines {
  #skipped = 0;
  #folder;

  onRunStart() {
    this.#folder = mkdtempSync(join(tmpdir(), "closing-lines-"));
    process.env.REPO_CLOSING_LINES = join(this.#folder, "lines");
    writeFileSync(process.env.REPO_CLOSING_LINES, "");
  }

  onRunComplete(_contexts, results) {
    const versions = new Map();
    for (const file of results.testResults) {
      for (const test of file.testResults) {
        const version = /\bnix (\d+\.\d+)/i.exec(test.fullName)?.[1];
        if (version !== undefined && test.status === "passed") versions.set(version, (versions.get(version) ?? 0) + 1);
      }
    }
    this.#skipped = results.numPendingTests + results.numTodoTests;
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const lines = [...this.#counted(), ...[...versions].sort().map(([version, count]) => `on Nix ${version}: ${count} tests passed`)];
    lines.push(`${results.numPassedTests} passed, ${failed} failed, ${this.#skipped} skipped`);
    // jest's own summary comes after all reporters, wherever it stands among them.
    process.on("exit", () => process.stderr.write(`${lines.join("\n")}\n`));
  }

  #counted() {
    const counted = readFileSync(join(this.#folder, "lines"), "utf8").split("\n").filter(Boolean).map(JSON.parse);
    rmSync(this.#folder, { recursive: true });
    const sums = new Map();
    for (const { sum } of counted) for (const [what, count] of Object.entries(sum)) sums.set(what, (sums.get(what) ?? 0) + count);
    return [...counted.map(({ line }) => line).sort(), ...[...sums].map(([what, count]) => `${what}: ${count}`)];
  }

  getLastError() {
    if (this.#skipped > 0) return new Error(`${this.#skipped} tests were skipped`);
    return undefined;
  }
}
