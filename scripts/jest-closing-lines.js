// The closing lines of a test run: what ran on which Nix, and one plain line of counts. A skipped test is a failure: it would look like one that passed.
export default class ClosingLines {
  #skipped = 0;

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
    const lines = [...versions].sort().map(([version, count]) => `on Nix ${version}: ${count} tests passed`);
    lines.push(`${results.numPassedTests} passed, ${failed} failed, ${this.#skipped} skipped`);
    // jest's own summary comes after all reporters, wherever it stands among them.
    process.on("exit", () => process.stderr.write(`${lines.join("\n")}\n`));
  }

  getLastError() {
    if (this.#skipped > 0) return new Error(`${this.#skipped} tests were skipped`);
    return undefined;
  }
}
