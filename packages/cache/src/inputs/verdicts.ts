import type { Stats } from "node:fs";
import { dirname } from "node:path";
import { type IgnoreQuestions, openIgnoreQuestions, type Repository } from "@nix-repo/git";
import type { Variables } from "@nix-repo/model";
import { isFolder, lookAt } from "./look.ts";
import { type KeptFolder, keptNames } from "./snapshot.ts";

/** What is asked of git: names in one folder. */
export interface FolderQuestion {
  /** Absolute. */
  readonly folder: string;
  /** Those that hold in it. */
  readonly rules: string;
  /** Of folders with a slash behind: rules may mean these alone. */
  readonly names: readonly string[];
}

interface Git {
  readonly questions: Promise<IgnoreQuestions>;
  /** Those that it may have read by now, by folder. */
  readonly rules: Map<string, string>;
  users: number;
}

/** What git's rules ignore, as far as anybody has asked, whether it is tracked or not. */
export class Verdicts {
  readonly #repository: Repository;
  readonly #env: Variables;
  /** By folder and rules. */
  readonly #known = new Map<string, Map<string, boolean>>();
  #git: Git | undefined;
  #held = 0;

  constructor(repository: Repository, env: Variables) {
    this.#repository = repository;
    this.#env = env;
  }

  /** What is known of a folder's names, present or gone, under these rules. */
  of({ folder, rules }: Omit<FolderQuestion, "names">): Map<string, boolean> {
    const key = `${folder}\0${rules}`;
    let ignored = this.#known.get(key);
    if (ignored === undefined) {
      ignored = new Map();
      this.#known.set(key, ignored);
    }
    return ignored;
  }

  /** What was known before. */
  teach(question: Omit<FolderQuestion, "names">, known: Iterable<[name: string, ignored: boolean]>): void {
    const ignored = this.of(question);
    for (const [name, isIgnored] of known) if (!ignored.has(name)) ignored.set(name, isIgnored);
  }

  /** Starts git, or asks one that others are asking. What is gone before the answer comes stays unknown. Throws `GitUnknown`. */
  async ask(asked: readonly FolderQuestion[]): Promise<void> {
    if (asked.length === 0) return;
    const git = this.#use(asked);
    try {
      const names = asked.flatMap((question) => question.names.map((name) => new AskedName(question, name)));
      const answers = await (await git.questions).ask(names.map(({ path }) => path));
      names.forEach((name, i) => {
        // What is gone or another one by now, git may have taken for something else.
        if (name.isStillThere()) this.of(name.question).set(name.name, answers[i] ?? false);
      });
    } finally {
      this.#leave(git);
    }
  }

  /** While something is done that will ask more than once: one git answers it all. */
  async together<T>(work: () => Promise<T>): Promise<T> {
    this.#held += 1;
    try {
      return await work();
    } finally {
      this.#held -= 1;
      if (this.#git !== undefined) this.#endIfUnused(this.#git);
    }
  }

  /** From now on rules are read again. */
  forgetGit(): void {
    const git = this.#git;
    this.#git = undefined;
    if (git !== undefined) this.#endIfUnused(git);
  }

  #use(asked: readonly FolderQuestion[]): Git {
    // It may go by what it read when it was asked about something close by.
    if (asked.some((question) => [...newRules(question, this.#git)].some(([, known]) => known !== undefined))) this.forgetGit();
    this.#git ??= { questions: openIgnoreQuestions(this.#repository, this.#env), rules: new Map(), users: 0 };
    for (const question of asked) for (const [folder, , rules] of newRules(question, this.#git)) this.#git.rules.set(folder, rules);
    this.#git.users += 1;
    return this.#git;
  }

  #leave(git: Git): void {
    git.users -= 1;
    this.#endIfUnused(git);
  }

  #endIfUnused(git: Git): void {
    if (git.users > 0 || (git === this.#git && this.#held > 0)) return;
    if (git === this.#git) this.#git = undefined;
    void git.questions.then((questions) => questions.close());
  }
}

class AskedName {
  readonly question: FolderQuestion;
  readonly name: string;
  readonly path: string;
  readonly #before: Stats | undefined;

  constructor(question: FolderQuestion, name: string) {
    this.question = question;
    this.name = name;
    this.path = `${question.folder === "/" ? "" : question.folder}/${name.replace(/\/$/, "")}`;
    this.#before = this.#look();
  }

  /** For a file it makes no difference. */
  isStillThere(): boolean {
    if (!this.name.endsWith("/")) return true;
    const [before, now] = [this.#before, this.#look()];
    return before !== undefined && isFolder(before) && before.ino === now?.ino && before.birthtimeMs === now.birthtimeMs;
  }

  #look(): Stats | undefined {
    return this.name.endsWith("/") ? lookAt(this.path) : undefined;
  }
}

/** Of a folder and of those above it what a git was not asked under yet, with what it was asked under. */
function* newRules(
  { folder, rules }: FolderQuestion,
  git: Git | undefined,
): Generator<[folder: string, known: string | undefined, rules: string]> {
  for (let [at, each] = [folder, rules]; each.includes(","); [at, each] = [dirname(at), each.slice(0, each.lastIndexOf(","))]) {
    const known = git?.rules.get(at);
    // Then those above are the same as well.
    if (known === each) return;
    yield [at, known, each];
  }
}

/** What a kept folder says of git's rules: as `Verdicts.of` has it. */
export function verdictsIn({ names, gone }: KeptFolder): [name: string, ignored: boolean][] {
  const known: [string, boolean][] = [];
  for (const text of [gone, names])
    for (const [kind, name] of keptNames(text)) {
      if ("dIT".includes(kind)) known.push([`${name}/`, kind !== "d"]);
      else if ("fit".includes(kind)) known.push([name, kind !== "f"]);
    }
  return known;
}
