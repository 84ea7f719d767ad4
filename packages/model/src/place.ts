/** A position in a file of the user's, for messages that point at it. */
export interface Place {
  /** Absolute path. */
  readonly file: string;
  /** 1-based; left out where only the file is known. */
  readonly line?: number;
  /** 1-based, in UTF-16 code units as editors count them. */
  readonly column?: number;
}
