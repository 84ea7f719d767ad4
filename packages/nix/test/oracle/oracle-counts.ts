/** What became of the questions of an oracle run. */
export class OracleCounts {
  edits = 0;
  /** Answered without starting Nix, rightly. */
  kept = 0;
  /** Nix was started, and there was something new. */
  needed = 0;
  /** Nix was started, and the derivation was the same as at the last capture. */
  needless = 0;
  /** The flake could not be evaluated. */
  failed = 0;
  /** Compared with `nix develop` in full. */
  compared = 0;
  /** Needless ones after an edit outside of what the flake names. */
  readonly outside: string[] = [];
  readonly #kinds = new Map<string, number>();

  /** @param edit as the history has it: counted by its first word */
  addNeedless(edit: string): void {
    const kind = /^(git( \S+)?|\S+)/.exec(edit)?.[0] ?? edit;
    this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + 1);
  }

  toString(): string {
    const unchanged = this.kept + this.needless;
    const rate = unchanged === 0 ? 0 : (100 * this.needless) / unchanged;
    const kinds = [...this.#kinds].sort(([, a], [, b]) => b - a).map(([kind, times]) => `${kind} ${times}`);
    return (
      `${this.edits} edits; kept ${this.kept}, refreshed ${this.needed}, refreshed in vain ${this.needless} (${rate.toFixed(1)} %` +
      `${kinds.length === 0 ? "" : `: ${kinds.join(", ")}`}), not evaluable ${this.failed}, compared in full ${this.compared}`
    );
  }
}
