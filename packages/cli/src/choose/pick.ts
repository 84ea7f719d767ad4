import { ask } from "../ask.ts";
import type { Io } from "../io.ts";

export interface Choice<T> {
  /** What is shown, and searched. */
  readonly text: string;
  /** Is searched too, and shown of the one that is marked. */
  readonly about: string;
  readonly value: T;
}

/**
 * Lets a person pick one of many on the terminal, by typing any part of it.
 * @returns undefined where the user went away (Ctrl-C, Escape).
 */
export async function pick<T>({
  message,
  choices,
  io,
}: {
  readonly message: string;
  readonly choices: readonly Choice<T>[];
  readonly io: Io;
}): Promise<T | undefined> {
  const { default: search } = await import("@inquirer/search");
  const { default: fuzzysort } = await import("fuzzysort");
  const matching = (term: string | undefined) => {
    if (term === undefined) return choices.slice(0, MOST);
    return fuzzysort.go(term, choices, { keys: ["text", "about"], limit: MOST, threshold: THRESHOLD }).map(({ obj }) => obj);
  };
  const source = async (term: string | undefined) =>
    matching(term).map(({ text, about, value }) => ({ name: text, value, ...(about === "" ? {} : { description: about }) }));
  return await ask(io, (asking) => search({ message, source, pageSize: PAGE }, asking));
}

/** More than anybody scrolls through. */
const MOST = 200;
const PAGE = 12;

/** Letters in order suffice; what fits better stands first. */
const THRESHOLD = 0.2;
