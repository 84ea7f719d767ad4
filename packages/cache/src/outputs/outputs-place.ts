/** Where a task's outputs stand. Their paths are relative to the folder, with `/` between names. */
export interface OutputsPlace {
  /** Absolute: the service's folder. */
  readonly folder: string;
  /** What the verb says under `outputs`: paths and globs inside the folder; `!` takes out again, whatever stands before it. */
  readonly globs: readonly string[];
  /** Whether git tracks a path: such a file is never removed. */
  isTracked(path: string): boolean;
  /** Asked of tracked paths: whether git does not have what stands there, so that it would be lost if it were written over. */
  isEdited(path: string): boolean;
}
