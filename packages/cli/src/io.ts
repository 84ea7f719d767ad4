/** What a command gets from the outside world; handed in, so that nothing below reads the process. */
export interface Io {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly version: string;
  /**
   * Tells when our output has no reader any more, instead of ending us at once: SIGPIPE where a pipe was closed, SIGHUP where the terminal was.
   * What it returns takes that back.
   */
  readonly whenUnread: (take: (signal: "SIGPIPE" | "SIGHUP") => void) => () => void;
}
