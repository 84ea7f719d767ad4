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
    for (const [version, count] of [...versions].sort()) process.stderr.write(`on Nix ${version}: ${count} tests\n`);
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    process.stderr.write(`${results.numPassedTests} passed, ${failed} failed, ${this.#skipped} skipped\n`);
  }

  getLastError() {
    if (this.#skipped > 0) return new Error(`${this.#skipped} tests were skipped`);
    return undefined;
  }
}
