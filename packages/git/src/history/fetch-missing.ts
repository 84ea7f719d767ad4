import { err, type Failure, ok, type Result } from "@nix-repo/model";
import { type Clone, shallowCommits } from "./clone.ts";
import { isBranchName, isHash } from "./git-names.ts";
import type { ChosenBase, CompareOptions, FetchNotice } from "./history.ts";
import { wordsOfGit } from "./run-git.ts";

/** Something that a remote has. */
export interface Target {
  readonly remote: string;
  /** What the remote is asked for, and where it is noted here. */
  readonly refspec: string;
  /** What it is called here, once it has been fetched. */
  readonly rev: string;
  /** For people. */
  readonly name: string;
}

/** `absent`: the remote has answered that it has no such thing. `message`: git's own. */
export type Fetched = { readonly kind: "fetched" } | { readonly kind: "absent" | "failed"; readonly message: string };

/** Fetches for one comparison what the clone does not have. */
export class Fetches {
  readonly mayFetch: boolean;
  readonly #clone: Clone;
  readonly #base: ChosenBase;
  readonly #onFetch: (notice: FetchNotice) => void;
  #steps = 0;

  constructor(clone: Clone, base: ChosenBase, { mayFetch = false, onFetch = () => {} }: CompareOptions) {
    this.mayFetch = mayFetch;
    this.#clone = clone;
    this.#base = base;
    this.#onFetch = onFetch;
  }

  /** @returns where a commit, branch or tag could be fetched from, the likeliest first; none where nobody can tell */
  async targetsOf(rev: string): Promise<readonly Target[]> {
    const remotes = await this.#remotes();
    const usual = usualOf(remotes);
    if (usual === undefined) return [];
    if (isHash(rev)) return [{ remote: usual, refspec: rev, rev, name: this.#base.name }];
    const short = rev.replace(/^refs\/(remotes|heads|tags)\//, "");
    const own = /^refs\/(heads|tags)\//.test(rev) ? undefined : remotes.find((name) => short.startsWith(`${name}/`));
    const remote = own ?? usual;
    const branch = own === undefined ? short : short.slice(own.length + 1);
    if (!isBranchName(branch)) return [];
    const here = `refs/remotes/${remote}/${branch}`;
    const asBranch = { remote, refspec: `+refs/heads/${branch}:${here}`, rev: here, name: `${remote}/${branch}` };
    const tag = `refs/tags/${branch}`;
    const asTag = { remote, refspec: `${tag}:${tag}`, rev: tag, name: branch };
    if (rev.startsWith("refs/tags/")) return [asTag];
    return own === undefined && !rev.startsWith("refs/") ? [asBranch, asTag] : [asBranch];
  }

  /** @param depth how many commits, where the clone is shallow already; a whole clone stays whole */
  async fetchBase({ remote, refspec, name }: Target, depth: number): Promise<Result<Fetched>> {
    const how = shallowCommits(this.#clone.repository).size === 0 ? [] : [`--depth=${depth}`];
    return await this.#fetch({ remote, refspec, how, what: { kind: "base", name } });
  }

  /** Fetches what is behind some cut commits, each time further back. Fails with `history-missing`. */
  async deepen(cut: readonly string[]): Promise<Result<void>> {
    if (!this.mayFetch) return err(this.missing());
    const [target] = await this.targetsOf(this.#base.rev ?? "");
    const remote = target?.remote ?? usualOf(await this.#remotes());
    if (remote === undefined) return err(this.missing("there is no remote to fetch from"));
    const before = this.#cuts();
    if (this.#steps < STEPS && cut.length <= MOST_WANTED) {
      // The remote has the cut commits for sure, whatever else was committed here, and gives them by their hashes; from there it goes further back.
      const commits = FIRST_STEP * 2 ** this.#steps;
      this.#steps += 1;
      const more = await this.#fetch({ remote, refspec: cut, how: [`--deepen=${commits}`], what: { kind: "more", commits } });
      if (!more.ok) return more;
      if (more.value.kind === "fetched" && this.#cuts() !== before) return ok(undefined);
    }
    // An old server gives no commit by its hash; but all that was cut off it gives along with any branch.
    this.#steps = STEPS;
    const branch = target?.refspec.startsWith("+") ? target.refspec : "HEAD";
    const all = await this.#fetch({ remote, refspec: branch, how: ["--unshallow"], what: { kind: "all" } });
    if (!all.ok) return all;
    if (all.value.kind !== "fetched") return err(this.missing(all.value.message));
    return this.#cuts() === before ? err(this.missing(`${remote} is itself a shallow clone`)) : ok(undefined);
  }

  missing(message?: string): Failure {
    const { name, engine } = this.#base;
    return {
      code: "history-missing",
      base: name,
      ...(engine === undefined ? {} : { engine }),
      ...(message === undefined ? {} : { message }),
    };
  }

  async #fetch({ remote, refspec, how, what }: FetchCall): Promise<Result<Fetched>> {
    this.#onFetch({ remote, what });
    const refspecs = typeof refspec === "string" ? [refspec] : refspec;
    const answer = await this.#clone.git.ask([...FETCH, ...how, "--", remote, ...refspecs]);
    if (!answer.ok) return answer;
    const { exitCode, stderr } = answer.value;
    if (exitCode === 0) return ok({ kind: "fetched" });
    return ok({ kind: ABSENT.test(stderr) ? "absent" : "failed", message: wordsOfGit(stderr) });
  }

  /** None, too, where git does not tell them. */
  async #remotes(): Promise<readonly string[]> {
    const named = await this.#clone.git.read(["remote"]);
    return named.ok ? named.value.split("\n").filter((name) => name !== "") : [];
  }

  #cuts(): string {
    return [...shallowCommits(this.#clone.repository)].sort().join();
  }
}

interface FetchCall {
  readonly remote: string;
  readonly refspec: string | readonly string[];
  readonly how: readonly string[];
  readonly what: FetchNotice["what"];
}

function usualOf(remotes: readonly string[]): string | undefined {
  return remotes.includes("origin") ? "origin" : remotes[0];
}

/** Nothing but what is asked for, noted nowhere else, and nothing set going afterwards. */
const FETCH = [
  ...["fetch", "--quiet", "--no-tags", "--no-prune", "--refmap=", "--no-write-fetch-head", "--no-recurse-submodules"],
  ...["--no-auto-maintenance", "--no-write-commit-graph"],
];

/** What a server says, or git after it has looked through what the server has. */
const ABSENT = /not our ref|unadvertised object|couldn't find remote ref|no such remote ref/i;

/** Commits: 50, 100, 200 and so on up to 1,600, and then everything. */
const FIRST_STEP = 50;
const STEPS = 6;

/** A history that was cut in more places than this is fetched whole: they would not fit on a command line. */
const MOST_WANTED = 500;
