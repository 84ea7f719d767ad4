import { join } from "node:path";
import { findRepository, GitUnknown, type Repository } from "@nix-repo/git";
import { err, ok, type Result } from "@nix-repo/model";
import { type IgnoreRules, openIgnoreRules } from "./ignore-rules.ts";
import type { InputFiles, InputReader, InputReaderOptions, InputsRequest, InputsUnknown } from "./input-files.ts";
import { InputTree, unreadableBy } from "./input-tree.ts";
import { KeptParts, type PartName } from "./kept-parts.ts";
import type { ManyFiles } from "./many-files.ts";
import { firstChange, type MergedParts, mergeParts, ownRoot } from "./merge-parts.ts";
import { MOST_FILES_AHEAD, TooMuchAhead } from "./much-ahead.ts";
import type { ReadContext } from "./read-context.ts";
import type { KnownFiles } from "./read-file.ts";
import { readPart } from "./read-part.ts";
import type { KeptFile, Snapshot } from "./snapshot.ts";
import { stands } from "./stands.ts";
import { survey, teachVerdicts } from "./survey.ts";
import { Verdicts } from "./verdicts.ts";
import type { GitView } from "./walk.ts";
import type { PartQuestion } from "./walk-plan.ts";

/** As `openInputReader` describes it. */
export class Reader implements InputReader {
  readonly #options: InputReaderOptions;
  readonly #tree: InputTree;
  readonly #rulesFile: string;
  readonly #kept: KeptParts;
  readonly #repository: Repository | undefined;
  readonly #verdicts: Verdicts | undefined;
  readonly #known: KnownFiles = new Map();
  #many: Promise<ManyFiles> | undefined;
  #isGitMissing = false;
  /** Of the latest look. */
  #rules: IgnoreRules | undefined;
  #moment: Moment | undefined;
  #survey: Promise<void> | undefined;

  constructor(options: InputReaderOptions) {
    const { workspaceRoot, stateFolder, callerEnv } = options;
    this.#options = options;
    this.#tree = new InputTree(workspaceRoot, stateFolder);
    const folder = join(stateFolder, "inputs");
    this.#rulesFile = join(folder, "rules.json");
    this.#kept = new KeptParts(folder);
    this.#repository = findRepository(workspaceRoot);
    this.#verdicts = this.#repository && new Verdicts(this.#repository, callerEnv);
  }

  async read(request: InputsRequest): Promise<Result<InputFiles, InputsUnknown>> {
    const merged = await this.#merged(request);
    if (!merged.ok) return merged;
    const { root, files, entries } = merged.value;
    return ok({
      digest: { hash: root.hash, sizeBytes: root.sizeBytes },
      count: root.count,
      entries,
      changedSince: () => this.#changedSince(request, files),
    });
  }

  async readAhead({ globalGlobs, ...question }: InputsRequest): Promise<void> {
    try {
      const moment = this.#now();
      const view = moment.opened ?? (await moment.view);
      const { snapshot, name, isNew } = await this.#part(question, view, { isAhead: true });
      // With what tasks share, it is put together when it is asked for.
      const root = globalGlobs.length === 0 ? mergeParts(snapshot, undefined, this.#tree).root : snapshot.root;
      if (isNew || root !== snapshot.root) this.#kept.set(name, { ...snapshot, root });
    } catch (error) {
      // Whoever asks for it is told.
      if (!(error instanceof TooMuchAhead || error instanceof GitUnknown) && unreadableBy(error) === undefined) throw error;
    }
  }

  filesMayHaveChanged(): void {
    this.#moment = undefined;
    this.#verdicts?.forgetGit();
  }

  async close(): Promise<void> {
    const view = await this.#moment?.view.catch(() => undefined);
    view?.git?.rules.keep();
    try {
      this.#kept.flush();
    } finally {
      (await this.#many?.catch(() => undefined))?.close();
    }
  }

  async #changedSince(request: InputsRequest, before: readonly KeptFile[]): Promise<string | undefined> {
    this.filesMayHaveChanged();
    const now = await this.#merged(request);
    return now.ok ? firstChange(before, now.value.files) : this.#tree.relative(now.error.path);
  }

  async #merged(request: InputsRequest): Promise<Result<MergedParts, InputsUnknown>> {
    try {
      const moment = this.#now();
      // Nothing is waited for that is known: a promise costs as much as looking at a file.
      const view = moment.opened ?? (await moment.view);
      const found = request.globalGlobs.length === 0 ? undefined : this.#shared(request.globalGlobs, { moment, view });
      const shared = found instanceof Promise ? await found : found;
      const part = this.#part(request, view);
      const { snapshot, name, isNew } = part instanceof Promise ? await part : part;
      const merged = mergeParts(snapshot, shared?.snapshot, this.#tree);
      if (isNew || merged.root !== snapshot.root) this.#kept.set(name, { ...snapshot, root: merged.root });
      return ok(merged);
    } catch (error) {
      const unknown = unreadableBy(error);
      if (unknown !== undefined) return err({ path: unknown.path, reason: unknown.message });
      if (!(error instanceof GitUnknown)) throw error;
      if (!error.isMissing || this.#isGitMissing)
        return err({ path: this.#repository?.workTree ?? this.#tree.root, reason: error.message });
      // As if there were no repository.
      this.#isGitMissing = true;
      this.#moment = undefined;
      return this.#merged(request);
    }
  }

  #now(): Moment {
    const now = performance.now();
    if (this.#moment === undefined || this.#moment.until < now) {
      const moment: Moment = { until: now + MOMENT_MS, view: this.#open(), opened: undefined, shared: new Map() };
      moment.view.then(
        (view) => {
          moment.opened = view;
        },
        // Said to whoever waits for it.
        () => {},
      );
      this.#moment = moment;
    }
    return this.#moment;
  }

  async #open(): Promise<View> {
    const [repository, verdicts] = [this.#repository, this.#verdicts];
    if (repository === undefined || verdicts === undefined || this.#isGitMissing) return { git: undefined };
    // One that was started before may have read rules that are no more.
    verdicts.forgetGit();
    const env = this.#options.callerEnv;
    const rules = await openIgnoreRules({ repository, env, file: this.#rulesFile, before: this.#rules });
    this.#rules = rules;
    rules.keep();
    return { git: { rules, verdicts } };
  }

  #shared(globs: readonly string[], { moment, view }: { moment: Moment; view: View }): Part | Promise<Part> {
    const asked = globs.join("\n");
    let shared = moment.shared.get(asked);
    if (shared === undefined) {
      const part = this.#part({ folder: this.#tree.root, globs, outputs: [], always: [] }, view);
      shared = part instanceof Promise ? part.then((found) => this.#rooted(found)) : this.#rooted(part);
      moment.shared.set(asked, shared);
    }
    return shared;
  }

  /** With a root of its own, by which it is known in those of tasks. */
  #rooted({ snapshot, name, isNew }: Part): Part {
    const rooted = { ...snapshot, root: ownRoot(snapshot, this.#tree) };
    if (isNew || rooted.root !== snapshot.root) this.#kept.set(name, rooted);
    return { snapshot: rooted, name, isNew: false };
  }

  #part({ folder, globs, outputs, always }: PartQuestion, { git }: View, { isAhead = false } = {}): Part | Promise<Part> {
    const question = { folder, globs, outputs: globs === undefined ? outputs : [], always };
    const path = this.#tree.relative(folder);
    const inFolder = `${folder}/`;
    const named = always.map((each) => (each.startsWith(inFolder) ? each.slice(inFolder.length) : `//${this.#tree.relative(each)}`));
    const name = { path, name: JSON.stringify([path, globs ?? null, question.outputs, named]) };
    const kept = this.#kept.get(name);
    const last = kept?.snapshot;
    const many = () => this.#openMany();
    const context = { tree: this.#tree, git, rules: git?.rules, known: this.#known, isNew: last === undefined, isAhead, many };
    if (isAhead && last !== undefined && last.files.length > MOST_FILES_AHEAD) throw new TooMuchAhead();
    const standing = last === undefined ? "differs" : stands(last, context);
    if (last !== undefined && standing !== "differs") return { snapshot: last, name, isNew: standing === "moved" || kept?.isOld === true };
    return this.#readAnew({ question, last, name }, context);
  }

  #openMany(): Promise<ManyFiles> {
    this.#many ??= import("./many-files.ts").then(({ ManyFiles }) => new ManyFiles(this.#options.blobs));
    return this.#many;
  }

  async #readAnew(unknown: Unknown, context: ReadContext): Promise<Part> {
    const { question, last, name } = unknown;
    const { git } = context;
    for (const file of last?.files ?? []) this.#known.set(this.#tree.absolute(file[0]), file);
    if (git === undefined) return { snapshot: await readPart(question, context), name, isNew: true };
    return await git.verdicts.together(async () => {
      this.#survey ??= survey({ last, expected: this.#options.expected, kept: this.#kept, tree: this.#tree, git });
      await this.#survey;
      if (last !== undefined) teachVerdicts(last, this.#tree, git);
      const snapshot = await readPart(question, context);
      git.rules.keep();
      return { snapshot, name, isNew: true };
    });
  }
}

/** What tasks have in common is looked at once for all that are asked about at about the same time. */
interface Moment {
  readonly until: number;
  readonly view: Promise<View>;
  /** The same, once it is there. */
  opened: View | undefined;
  readonly shared: Map<string, Part | Promise<Part>>;
}

interface View {
  readonly git: GitView | undefined;
}

/** A run of which all is kept needs no more than this; where tasks run, each of their ends is told (`filesMayHaveChanged`). */
const MOMENT_MS = 200;

interface Part {
  readonly snapshot: Snapshot;
  readonly name: PartName;
  /** Whether it is to be written. */
  readonly isNew: boolean;
}

interface Unknown extends Pick<Part, "name"> {
  readonly question: PartQuestion;
  /** What was known before, if anything. */
  readonly last: Snapshot | undefined;
}
