/**
 * The longest that another change of a file may leave its times as they are, in milliseconds. Whoever looks at a file sooner after its last change cannot tell by
 * its times that it has changed again.
 * @param isCoarse whether its times are whole seconds: those of a file system that knows nothing finer
 */
export function clockGrainMs(isCoarse: boolean): number {
  return isCoarse ? COARSE_GRAIN_MS : GRAIN_MS;
}

/** Above the 10 ms of the slowest kernel clock. */
const GRAIN_MS = 30;
/** FAT counts in two seconds; HFS+ and some network file systems in one. */
const COARSE_GRAIN_MS = 2030;
