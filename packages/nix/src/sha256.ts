/** Loads node:crypto at the first call: that takes 2 ms, and a warm start hashes nothing. */
export function sha256(): import("node:crypto").Hash {
  return process.getBuiltinModule("node:crypto").createHash("sha256");
}
