import { growEstimate } from "./size-estimate.ts";
import type { StoreFolder } from "./store-folder.ts";

/** Keeps a store from growing beyond its cap: whoever has kept something looks whether it is time to collect. */
export class StoreCap {
  readonly #folder: StoreFolder;
  readonly #capBytes: number;
  /** So that what cannot go yet is not walked through again each time. */
  #collectFrom: number;

  constructor({ folder, capBytes }: { folder: StoreFolder; capBytes: number }) {
    this.#folder = folder;
    this.#capBytes = capBytes;
    this.#collectFrom = capBytes;
  }

  async keep(): Promise<void> {
    await this.#folder.writing(async () => {
      const total = await growEstimate(this.#folder, this.#folder.takeGrowth());
      if (total !== undefined && total <= this.#collectFrom) return;
      const { collect } = await import("./collect.ts");
      // More than is needed goes at once, so that it is not collected again soon.
      const maxBytes = total === undefined ? this.#capBytes : this.#capBytes * 0.8;
      const collected = await collect(this.#folder, { maxBytes });
      if (collected !== undefined) this.#collectFrom = Math.max(this.#capBytes, collected.keptBytes + this.#capBytes * 0.05);
    });
  }
}
