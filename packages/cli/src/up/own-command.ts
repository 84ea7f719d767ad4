/** What starts this very program again: the executable, or Node with the bundle. */
export function ownCommand(): readonly string[] {
  const [runtime = process.execPath, script] = process.argv;
  // An executable of Bun names a file inside itself as its script.
  const isBundle = process.versions.bun === undefined && script !== undefined;
  return isBundle ? [runtime, script] : [process.execPath];
}
