/** Permissions that files and folders get by themselves: only others are told in messages, so that one result serves whatever the umask. */
export interface OwnModes {
  readonly file: number;
  readonly executable: number;
  readonly folder: number;
}

export function ownModes(): OwnModes {
  const withheld = process.umask();
  return { file: 0o666 & ~withheld, executable: 0o777 & ~withheld, folder: 0o777 & ~withheld };
}

/** Those for owner, group and others. What makes a program run as somebody else is never kept, and never restored. */
export function permissionsOf({ mode }: { readonly mode: number }): number {
  return mode & 0o777;
}

export function isExecutable({ mode }: { readonly mode: number }): boolean {
  return (mode & 0o100) !== 0;
}
