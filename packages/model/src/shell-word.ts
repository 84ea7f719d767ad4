/** A word as a shell has to be given it, to be shown or written where a person or a script reads it. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./^-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
