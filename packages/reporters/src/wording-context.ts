/** What the words depend on besides what they say. */
export interface WordingContext {
  /** The workspace's root, or the caller's folder where there is no workspace: paths inside are shown relative to it. */
  readonly root?: string | undefined;
  readonly colour: boolean;
  /** The terminal's width; without it nothing is cropped but lines of files that are very long. */
  readonly columns?: number | undefined;
}
