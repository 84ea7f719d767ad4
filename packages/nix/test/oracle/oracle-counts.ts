/** What became of the questions of an oracle run. */
export class OracleCounts {
  edits = 0;
  /** Answered without starting Nix, rightly. A wrong one ends the run. */
  kept = 0;
  /** What was kept was refused, and there was something new. */
  needed = 0;
  /** What was kept was refused, and the derivation was the same as at the last capture. */
  needless = 0;
  /** The flake could not be evaluated. */
  failed = 0;
  /** Compared with `nix develop` in full. */
  compared = 0;
  /** For flakes of which it is known what they read: the needless ones after an edit of something else, as the history has it. */
  readonly outside: string[] = [];
  readonly #kinds = new Map<string, number>();

  /** @param edit as the history has it: counted by its first word */
  addNeedless(edit: string): void {
    const kind = /^(git( \S+)?|\S+)/.exec(edit)?.[0] ?? edit;
    this.needless += 1;
    this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + 1);
  }

  /** @param named whether it is known what the flake reads: what was read and changed without effect is then no refresh in vain */
  inVain(named: boolean): number {
    return named ? this.outside.length : this.needless;
  }

  /** @param named see `inVain` */
  toString(named = false): string {
    const inVain = this.inVain(named);
    const unchanged = this.kept + this.needless;
    const rate = unchanged === 0 ? 0 : (100 * inVain) / unchanged;
    const kinds = [...this.#kinds].sort(([, a], [, b]) => b - a).map(([kind, times]) => `${kind} ${times}`);
    return [
      `${this.edits} edits, 0 stale`,
      `kept ${this.kept}`,
      `refreshed ${this.needed}`,
      ...(named ? [`after an edit without effect ${this.needless - inVain}`] : []),
      `in vain ${inVain} (${rate.toFixed(1)} %${named || kinds.length === 0 ? "" : `: ${kinds.join(", ")}`})`,
      `not evaluable ${this.failed}`,
      `compared in full ${this.compared}`,
    ].join(", ");
  }
}
