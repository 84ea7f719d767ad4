// Said of one file and of all of them together.

export const WAITS_FOR_ITSELF = "the process waits for itself";

export function neverCompletes(unit: string): string {
  return `"${unit}" is started again whenever it ends, so that it never completes`;
}
