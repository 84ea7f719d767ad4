import type { OnSighting, SightedPlace } from "./problem-matcher.ts";

/** A failed test while its lines go by: a name, what is wrong, and where. Told once its end has come. */
export class FailedTest {
  readonly #found: OnSighting;
  readonly #name: string;
  readonly #message: string[] = [];
  readonly #places: SightedPlace[] = [];
  /** Where it is if no line of a stack is in the workspace. */
  readonly #fallback: SightedPlace | undefined;

  constructor(found: OnSighting, name: string, fallback?: SightedPlace) {
    this.#found = found;
    this.#name = name;
    this.#fallback = fallback;
  }

  say(text: string): void {
    if (this.#message.length < MOST_SENTENCES) this.#message.push(text.trim());
  }

  see(place: SightedPlace): void {
    if (this.#places.length < MOST_PLACES) this.#places.push(place);
  }

  get hasMessage(): boolean {
    return this.#message.length > 0;
  }

  /** Nothing was said of it yet, or what was said announces more: `Expected values to be strictly equal:`. */
  get wantsMessage(): boolean {
    return this.#message.at(-1)?.endsWith(":") ?? true;
  }

  get hasPlace(): boolean {
    return this.#places.length > 0;
  }

  /** Without anything said of it, it was no failure: names of tests stand elsewhere too. */
  end(): void {
    if (!this.hasMessage) return;
    const places = this.#fallback === undefined ? this.#places : [...this.#places, this.#fallback];
    if (places.length > 0)
      this.#found({ level: "error", places, message: [...(this.#name === "" ? [] : [`${this.#name}:`]), ...this.#message].join(" ") });
  }
}

const MOST_SENTENCES = 4;
const MOST_PLACES = 50;
