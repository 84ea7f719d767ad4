import { join } from "node:path";
import { findRepository, GitUnknown, type Repository } from "@nix-repo/git";
import { err, ok, type Result } from "@nix-repo/model";
import { openIgnoreRules } from "./ignore-rules.ts";
import type { InputFiles, InputReader, InputReaderOptions, InputsRequest, InputsUnknown } from "./input-files.ts";
import { InputTree, Unreadable } from "./input-tree.ts";
import { readKept, writeKept } from "./kept-file.ts";
import { firstChange, mergeParts, ownRoot } from "./merge-parts.ts";
import type { KnownFiles } from "./read-file.ts";
import { readPart } from "./read-part.ts";
import { type KeptFile, SNAPSHOT_VERSION, type Snapshot, snapshotFile } from "./snapshot.ts";
import { stands } from "./stands.ts";
import { survey, teachVerdicts } from "./survey.ts";
import { sweepKept } from "./sweep.ts";
import { Verdicts } from "./verdicts.ts";
import type { GitView } from "./walk.ts";
import type { PartQuestion } from "./walk-plan.ts";

/** As `openInputReader` describes it. */
export class Reader implements InputReader {
  readonly #options: InputReaderOptions;
  readonly #tree: InputTree;
  readonly #folder: string;
  readonly #repository: Repository | undefined;
  readonly #verdicts: Verdicts | undefined;
  readonly #known: KnownFiles = new Map();
  #isGitMissing = false;
  #moment: Moment | undefined;
  #survey: Promise<void> | undefined;
  #mayNeedSweep = false;

  constructor(options: InputReaderOptions) {
    const { workspaceRoot, stateFolder, callerEnv } = options;
    this.#options = options;
    this.#tree = new InputTree(workspaceRoot, stateFolder);
    this.#folder = join(stateFolder, "inputs");
    this.#repository = findRepository(workspaceRoot);
    this.#verdicts = this.#repository && new Verdicts(this.#repository, callerEnv);
  }

  async read(request: InputsRequest): Promise<Result<InputFiles, InputsUnknown>> {
    const parts = await this.#parts(request);
    if (!parts.ok) return parts;
    const { own, shared } = parts.value;
    const { root, files, entries } = mergeParts(own.snapshot, shared?.snapshot, this.#tree);
    if (own.isNew || root !== own.snapshot.root) this.#keep(own.file, { ...own.snapshot, root });
    return ok({
      digest: { hash: root.hash, sizeBytes: root.sizeBytes },
      count: root.count,
      entries,
      changedSince: () => this.#changedSince(request, files),
    });
  }

  filesMayHaveChanged(): void {
    this.#moment = undefined;
    this.#verdicts?.forgetGit();
  }

  async close(): Promise<void> {
    const git = await this.#moment?.git.catch(() => undefined);
    git?.rules.keep();
    if (this.#mayNeedSweep) sweepKept(this.#folder);
  }

  async #changedSince(request: InputsRequest, before: readonly KeptFile[]): Promise<string | undefined> {
    this.filesMayHaveChanged();
    const now = await this.#parts(request);
    if (!now.ok) return this.#tree.relative(now.error.path);
    const { own, shared } = now.value;
    const { root, files } = mergeParts(own.snapshot, shared?.snapshot, this.#tree);
    if (own.isNew || root !== own.snapshot.root) this.#keep(own.file, { ...own.snapshot, root });
    return firstChange(before, files);
  }

  async #parts(request: InputsRequest): Promise<Result<Parts, InputsUnknown>> {
    try {
      const moment = this.#now();
      const shared = request.globalGlobs.length === 0 ? undefined : await this.#shared(request.globalGlobs, moment);
      return ok({ own: await this.#part(request, moment), shared });
    } catch (error) {
      if (error instanceof Unreadable) return err({ path: error.path, reason: error.message });
      if (!(error instanceof GitUnknown)) throw error;
      if (!error.isMissing || this.#isGitMissing)
        return err({ path: this.#repository?.workTree ?? this.#tree.root, reason: error.message });
      // As if there were no repository.
      this.#isGitMissing = true;
      this.#moment = undefined;
      return this.#parts(request);
    }
  }

  #now(): Moment {
    const now = performance.now();
    if (this.#moment === undefined || this.#moment.until < now)
      this.#moment = { until: now + MOMENT_MS, git: this.#openGit(), shared: new Map() };
    return this.#moment;
  }

  async #openGit(): Promise<GitView | undefined> {
    const [repository, verdicts] = [this.#repository, this.#verdicts];
    if (repository === undefined || verdicts === undefined || this.#isGitMissing) return undefined;
    // One that was started before may have read rules that are no more.
    verdicts.forgetGit();
    const env = this.#options.callerEnv;
    return { rules: await openIgnoreRules({ repository, env, file: join(this.#folder, "rules.json") }), verdicts };
  }

  #shared(globs: readonly string[], moment: Moment): Promise<Part> {
    const name = JSON.stringify(globs);
    let shared = moment.shared.get(name);
    if (shared === undefined) {
      shared = this.#readShared(globs, moment);
      moment.shared.set(name, shared);
    }
    return shared;
  }

  async #readShared(globs: readonly string[], moment: Moment): Promise<Part> {
    const part = await this.#part({ folder: this.#tree.root, globs, outputs: [], always: [] }, moment);
    const root = ownRoot(part.snapshot, this.#tree);
    if (part.isNew || root !== part.snapshot.root) this.#keep(part.file, { ...part.snapshot, root });
    return { ...part, snapshot: { ...part.snapshot, root } };
  }

  async #part({ folder, globs, outputs, always }: PartQuestion, moment: Moment): Promise<Part> {
    const question = { folder, globs, outputs: globs === undefined ? outputs : [], always };
    const asked = JSON.stringify([folder, globs ?? null, question.outputs, always]);
    const file = join(this.#folder, snapshotFile(folder, asked));
    const found = readKept<Snapshot>(file, SNAPSHOT_VERSION);
    const last = found?.asked === asked ? found : undefined;
    const git = await moment.git;
    const context = { tree: this.#tree, git, rules: git?.rules, known: this.#known };
    const standing = last === undefined ? "differs" : await stands(last, context);
    if (last !== undefined && standing !== "differs")
      return { snapshot: last, file, isNew: standing === "moved" || last.day < today() - DAYS_UNTOUCHED };
    this.#mayNeedSweep ||= last === undefined;
    if (git === undefined) return { snapshot: await readPart(question, asked, context), file, isNew: true };
    return await git.verdicts.together(async () => {
      this.#survey ??= survey({ last, expected: this.#options.expected, folder: this.#folder, tree: this.#tree, git });
      await this.#survey;
      if (last !== undefined) teachVerdicts(last, this.#tree, git);
      for (const each of last?.files ?? []) this.#known.set(this.#tree.absolute(each[0]), each);
      return { snapshot: await readPart(question, asked, context), file, isNew: true };
    });
  }

  #keep(file: string, snapshot: Snapshot): void {
    writeKept<Snapshot>(file, { ...snapshot, day: today() });
  }
}

/** What tasks have in common is looked at once for all that are asked about at about the same time. */
interface Moment {
  readonly until: number;
  readonly git: Promise<GitView | undefined>;
  readonly shared: Map<string, Promise<Part>>;
}

/** A run of which all is kept needs no more than this, and one in which tasks run says when they end. */
const MOMENT_MS = 200;

interface Part {
  readonly snapshot: Snapshot;
  readonly file: string;
  /** Whether it is to be written. */
  readonly isNew: boolean;
}

interface Parts {
  readonly own: Part;
  readonly shared: Part | undefined;
}

/** Counted from the epoch. */
function today(): number {
  return Math.floor(Date.now() / 86_400_000);
}

/** Below the age at which it would be swept away. */
const DAYS_UNTOUCHED = 7;
