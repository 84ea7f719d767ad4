import { posix } from "node:path";
import { folderOf, type StraceCall, textOf } from "./strace-call.ts";

/** What processes did with one path, as long as they had not made what stands there. */
export interface FileUse {
  /** Its content was there to be read. */
  isRead: boolean;
  /** They found that it is there: what kind, how old, how large, or what a link says. */
  isLookedAt: boolean;
  isWritten: boolean;
  /** It was there before, and was taken away. */
  isRemoved: boolean;
  /** What stands there now is theirs. */
  isMade: boolean;
}

/** Follows processes by their calls, and adds up what they did to which path. */
export class FileUses {
  /** By absolute path. */
  readonly uses = new Map<string, FileUse>();
  readonly #folders = new Map<number, string>();
  /** Calls of processes of which it is not known yet who started them. */
  readonly #waiting = new Map<number, StraceCall[]>();

  /** @param folder absolute: where the first process is started */
  constructor(folder: string) {
    this.#start = folder;
  }

  readonly #start: string;

  push(call: StraceCall): void {
    const { pid } = call;
    if (this.#folders.size === 0) this.#folders.set(pid, this.#start);
    if (!this.#folders.has(pid)) {
      const told = call.args.find((argument) => argument.startsWith("AT_FDCWD<"));
      const folder = folderOf(told);
      if (folder === undefined) {
        this.#waiting.set(pid, [...(this.#waiting.get(pid) ?? []), call]);
        return;
      }
      this.#begin(pid, folder);
    }
    this.#follow(call);
  }

  /** Where nobody has said by then where a process was started, it was where the first one was. */
  finish(): ReadonlyMap<string, FileUse> {
    for (const pid of [...this.#waiting.keys()]) this.#begin(pid, this.#start);
    return this.uses;
  }

  #begin(pid: number, folder: string): void {
    this.#folders.set(pid, folder);
    const waiting = this.#waiting.get(pid) ?? [];
    this.#waiting.delete(pid);
    for (const call of waiting) this.#follow(call);
  }

  #follow(call: StraceCall): void {
    const { pid, name, args, result } = call;
    if (result === undefined || result < 0) return;
    const folder = this.#folders.get(pid) ?? this.#start;
    if (STARTS.has(name)) {
      if (!this.#folders.has(result)) this.#begin(result, folder);
      return;
    }
    const [first, second] = pathsOf(call, folder);
    if (name === "fchdir") this.#folders.set(pid, folderOf(args[0]) ?? folder);
    if (first === undefined) return;
    if (name === "chdir") this.#folders.set(pid, first);
    else if (OPENS.has(name)) this.#open(call.resultPath ?? first, flagsOf(call));
    else if (REMOVES.has(name)) this.#remove(first);
    else if (MOVES.has(name) && second !== undefined) this.#move(first, second);
    else if (name.startsWith("exec")) this.#read(first);
    else if (LINKS.has(name) && second !== undefined) {
      this.#read(first);
      this.#make(second);
    } else if (WRITES.has(name)) this.#write(first, { isNew: MAKES.has(name) });
    else if (!args.some((argument) => argument.includes("S_IFDIR"))) this.#look(first);
  }

  #open(path: string, flags: string): void {
    if (!/O_WRONLY|O_TRUNC|O_EXCL|O_PATH|O_DIRECTORY/.test(flags)) this.#read(path);
    if (/O_WRONLY|O_RDWR/.test(flags)) this.#write(path, { isNew: /O_TRUNC|O_EXCL/.test(flags) });
  }

  #read(path: string): void {
    const use = this.#use(path);
    if (!use.isMade) use.isRead = true;
  }

  #look(path: string): void {
    const use = this.#use(path);
    if (!use.isMade) use.isLookedAt = true;
  }

  #write(path: string, { isNew }: { isNew: boolean }): void {
    const use = this.#use(path);
    use.isWritten = true;
    if (isNew) this.#make(path);
  }

  #make(path: string): void {
    const use = this.#use(path);
    use.isWritten = true;
    use.isMade = true;
  }

  #remove(path: string): void {
    const use = this.#use(path);
    if (!use.isMade) use.isRemoved = true;
    use.isMade = false;
    use.isWritten = false;
  }

  /** With all that is in it, where it is a folder. */
  #move(from: string, to: string): void {
    this.#read(from);
    for (const [path, use] of [...this.uses]) {
      if (!path.startsWith(`${from}/`) || !use.isMade) continue;
      this.#remove(path);
      this.#make(`${to}${path.slice(from.length)}`);
    }
    this.#remove(from);
    this.#make(to);
  }

  #use(path: string): FileUse {
    let use = this.uses.get(path);
    if (use === undefined) {
      use = { isRead: false, isLookedAt: false, isWritten: false, isRemoved: false, isMade: false };
      this.uses.set(path, use);
    }
    return use;
  }
}

const STARTS = new Set(["fork", "vfork", "clone", "clone3"]);
const OPENS = new Set(["open", "openat", "openat2", "creat"]);
const REMOVES = new Set(["unlink", "unlinkat", "rmdir"]);
const MOVES = new Set(["rename", "renameat", "renameat2"]);
const LINKS = new Set(["link", "linkat"]);
const MAKES = new Set(["symlink", "symlinkat", "mkdir", "mkdirat", "mknod", "mknodat"]);
const CHANGES = ["chmod", "fchmodat", "fchmodat2", "chown", "lchown", "fchownat", "truncate", "truncate64"];
const TIMES = ["utime", "utimes", "utimensat", "futimesat"];
const ATTRIBUTES = ["setxattr", "lsetxattr", "removexattr", "lremovexattr"];
const WRITES = new Set([...MAKES, ...CHANGES, ...TIMES, ...ATTRIBUTES]);

/** Absolute paths of what a call names: one or two, none where it names a descriptor alone. */
function pathsOf({ name, args }: StraceCall, folder: string): readonly (string | undefined)[] {
  // The first text of these is what the link is to say.
  const from = name.startsWith("symlink") ? 1 : 0;
  const paths: (string | undefined)[] = [];
  for (let i = from; i < args.length && paths.length < 2; i++) {
    const text = textOf(args[i]);
    if (text === undefined) continue;
    const held = i > 0 && /^(AT_FDCWD|\d+)/.test(args[i - 1] ?? "") ? folderOf(args[i - 1]) : undefined;
    paths.push(text === "" ? undefined : posix.resolve(held ?? folder, text));
    if (!MOVES.has(name) && !LINKS.has(name)) break;
  }
  return paths;
}

function flagsOf({ name, args }: StraceCall): string {
  if (name === "creat") return "O_WRONLY|O_CREAT|O_TRUNC";
  return args.find((argument) => argument.includes("O_")) ?? "";
}
