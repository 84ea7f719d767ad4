import { type IgnoreQuestions, openIgnoreQuestions, type Repository } from "@nix-repo/git";
import type { Variables } from "@nix-repo/model";
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
  /** The rules that it was asked under, by folder. */
  readonly asked: Map<string, string>;
  users: number;
}

/** What git's rules ignore, as far as anybody has asked, whether it is tracked or not. */
export class Verdicts {
  readonly #repository: Repository;
  readonly #env: Variables;
  readonly #folders = new Map<string, { readonly rules: string; readonly ignored: Map<string, boolean> }>();
  #git: Git | undefined;
  #held = 0;

  constructor(repository: Repository, env: Variables) {
    this.#repository = repository;
    this.#env = env;
  }

  /** What is known of a folder's names, present or gone, under these rules. */
  of({ folder, rules }: Omit<FolderQuestion, "names">): Map<string, boolean> {
    let known = this.#folders.get(folder);
    if (known?.rules !== rules) {
      known = { rules, ignored: new Map() };
      this.#folders.set(folder, known);
    }
    return known.ignored;
  }

  /** What was known of a folder under these rules, unless others hold by now. */
  teach({ folder, rules }: Omit<FolderQuestion, "names">, known: Iterable<[name: string, ignored: boolean]>): void {
    const current = this.#folders.get(folder);
    if (current !== undefined && current.rules !== rules) return;
    const ignored = this.of({ folder, rules });
    for (const [name, isIgnored] of known) if (!ignored.has(name)) ignored.set(name, isIgnored);
  }

  /** Starts git, or asks one that others are asking. Throws `GitUnknown`. */
  async ask(asked: readonly FolderQuestion[]): Promise<void> {
    if (asked.length === 0) return;
    const git = this.#use(asked);
    try {
      const paths = asked.flatMap(({ folder, names }) => names.map((name) => `${folder === "/" ? "" : folder}/${name.replace(/\/$/, "")}`));
      const answers = await (await git.questions).ask(paths);
      let at = 0;
      for (const question of asked) {
        const known = this.of(question);
        for (const name of question.names) known.set(name, answers[at++] ?? false);
      }
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
    // It may go by the rules that a folder had when it was first asked about it.
    if (asked.some(({ folder, rules }) => (this.#git?.asked.get(folder) ?? rules) !== rules)) this.forgetGit();
    this.#git ??= { questions: openIgnoreQuestions(this.#repository, this.#env), asked: new Map(), users: 0 };
    for (const { folder, rules } of asked) this.#git.asked.set(folder, rules);
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
