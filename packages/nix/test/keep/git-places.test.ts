import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { flakeText, nixVersions, type OracleEntries, privateNixStore } from "@nix-repo/testkit";
import { type Held, type HeldPlace, heldAgainstNix } from "./held-against-nix.ts";

type Case = Omit<Held, "nix" | "store" | "entries"> & { readonly entries?: OracleEntries };

const READS =
  "A = builtins.readFile ./a.txt; L = toString (builtins.pathExists ./local.nix); N = toString (builtins.attrNames (builtins.readDir ./d));";

const ENTRIES: OracleEntries = {
  "flake.nix": flakeText({ shells: `default = mk "default" { ${READS} };` }),
  "a.txt": "v1\n",
  "d/x": "1\n",
  "other/code": "1\n",
};

const track = ({ repository }: HeldPlace) => {
  repository.put("local.nix", "1\n");
  repository.git("add", "--all");
};

/** Each with what is said on every version, or on 2.8 and 2.26. */
describe.each(nixVersions())("$label: a repository in another shape", (nix) => {
  const store = privateNixStore(nix);
  afterAll(() => store.dispose());
  const states = (held: Case) => heldAgainstNix({ nix, store, ...held, entries: { ...ENTRIES, ...held.entries } });
  const isOld = nix.version === "2.8";
  const STALE = ["valid", "stale (local.nix)", "valid"];

  test.each<[string, Case]>([
    ["a linked worktree", { form: "worktree", edit: track }],
    [
      "a separate folder for git",
      { prepare: ({ repository, folder }) => repository.git("init", "--quiet", "--separate-git-dir", join(folder, "git")), edit: track },
    ],
    [
      ".git as a symlink",
      {
        prepare({ repository, folder }) {
          renameSync(join(repository.root, ".git"), join(folder, "git"));
          symlinkSync(join(folder, "git"), join(repository.root, ".git"));
        },
        edit: track,
      },
    ],
    [
      "a symlink as the workspace's root",
      {
        root(folder) {
          symlinkSync(join(folder, "repository"), join(folder, "link"));
          return join(folder, "link");
        },
        edit: track,
      },
    ],
    [
      "variables of git's that name this repository",
      {
        env: (folder) => ({ GIT_DIR: join(folder, "repository/.git"), GIT_WORK_TREE: join(folder, "repository") }),
        edit: track,
      },
    ],
    ["an index of version 4", { prepare: ({ repository }) => repository.git("update-index", "--index-version", "4"), edit: track }],
  ])("%s", async (what, held) => {
    // Old Nix asks git, which obeys the variables: nothing is kept then.
    const expected = isOld && what.startsWith("variables") ? ["missing", "missing", "missing"] : STALE;
    expect(await states(held)).toEqual(expected);
  });

  test("a split index, which Nix 2.26 does not read", async () => {
    const edit = ({ repository }: HeldPlace) => repository.git("update-index", "--split-index");
    const after = isOld ? "unkept" : "stale (git's index)";
    expect(await states({ edit: (place) => [edit(place), track(place)] })).toEqual(["valid", "stale (git's index)", after]);
  });

  test("a sparse checkout", async () => {
    const prepare = ({ repository }: HeldPlace) => repository.git("sparse-checkout", "set", "--cone", "d", "nix");
    expect(await states({ prepare, edit: track })).toEqual(isOld ? ["unkept", "unkept", "unkept"] : STALE);
    expect(
      await states({
        prepare: (place) => [prepare(place), place.repository.git("sparse-checkout", "reapply", "--sparse-index")],
        edit: track,
      }),
    ).toEqual(isOld ? ["unkept", "unkept", "unkept"] : ["missing", "missing", "missing"]);
  });

  test("variables of git's that name another repository, or index", async () => {
    const other = ({ folder }: HeldPlace) => execFileSync("git", ["init", "--quiet", join(folder, "elsewhere")]);
    const env = (folder: string) => ({ GIT_DIR: join(folder, "elsewhere/.git"), GIT_WORK_TREE: join(folder, "elsewhere") });
    expect(await states({ prepare: other, env, edit: track })).toEqual(isOld ? ["missing", "missing", "missing"] : STALE);
    const index = ({ repository, folder }: HeldPlace) => cpSync(join(repository.root, ".git/index"), join(folder, "index"));
    const edit = ({ repository, folder }: HeldPlace) => {
      repository.put("local.nix", "1\n");
      execFileSync("git", ["-C", repository.root, "add", "--all"], { env: { ...process.env, GIT_INDEX_FILE: join(folder, "index") } });
    };
    expect(await states({ prepare: index, env: (folder) => ({ GIT_INDEX_FILE: join(folder, "index") }), edit })).toEqual(
      isOld ? ["missing", "missing", "missing"] : ["valid", "valid", "valid"],
    );
  });

  test.each<[string, string, readonly string[], readonly string[]]>([
    ["beside what is read", "1", ["valid", "valid", "valid"], ["valid", "valid", "valid"]],
    ["with a file that is asked for", "builtins.pathExists ./sub/file", ["valid", "valid", "valid"], ["valid", "valid", "valid"]],
    ["that is asked for", "builtins.pathExists ./sub", ["unkept", "unkept", "unkept"], ["unkept", "unkept", "unkept"]],
    ["whose name is read", "builtins.attrNames (builtins.readDir ./.)", ["unkept", "unkept", "unkept"], ["valid", "valid", "valid"]],
    ["that is copied", '"${./.}"', ["unkept", "unkept", "unkept"], ["valid", "stale (other/code)", "valid"]],
  ])("a submodule %s", async (_what, value, old, recent) => {
    const entries = { "flake.nix": flakeText({ shells: `default = mk "default" { A = toString (${value}); };` }) };
    expect(await states({ entries, prepare: addSubmodule, edit: ({ repository }) => repository.put("other/code", "2\n") })).toEqual(
      isOld ? old : recent,
    );
  });

  test("inside of a submodule", async () => {
    const root = (folder: string) => join(folder, "repository/sub");
    expect(await states({ root, prepare: addSubmodule, edit: ({ repository }) => repository.put("sub/a.txt", "v2\n") })).toEqual([
      "valid",
      "stale (a.txt)",
      "valid",
    ]);
  });
});

/**
 * Git calls files unchanged that it converts on their way, or was told not to look at. Nix 2.8 takes a tree that is unchanged in that sense as git has
 * committed it; 2.26 takes what is there, but not again as long as git sees no change: neither shows what is there now.
 */
describe.each(nixVersions())("$label: what git calls unchanged", (nix) => {
  const store = privateNixStore(nix);
  afterAll(() => store.dispose());
  const isOld = nix.version === "2.8";
  const attributes = (text: string): OracleEntries => ({ ".gitattributes": text });
  const config = (key: string, value: string) => (place: HeldPlace) => place.repository.git("config", key, value);

  test.each<[string, Case, "kept" | "kept on 2.26" | "unkept"]>([
    ["attributes that change nothing", { entries: attributes("* text=auto\n*.png binary\n*.lock -diff\n"), edit: commit }, "kept"],
    ["attributes of other files", { entries: attributes("other/* filter=rot\n"), edit: commit }, "kept on 2.26"],
    ["line ends that go", { entries: { ...attributes("* text=auto\n"), "a.txt": "v1\r\n" }, edit: commit }, "unkept"],
    ["line ends that come", { entries: attributes("a.txt text eol=crlf\n"), edit: commit }, "unkept"],
    ["a keyword", { entries: { ...attributes("a.txt ident\n"), "a.txt": "$Id$\n" }, edit: commit }, "unkept"],
    ["a filter", { entries: attributes("a.txt filter=rot\n"), prepare: addFilter, edit: commit }, "unkept"],
    ["names that are left out", { entries: { "d/.gitattributes": "y export-ignore\n", "d/y": "1\n" }, edit: commit }, "kept on 2.26"],
    ["line ends by a setting", { prepare: config("core.autocrlf", "true"), edit: commit }, "kept on 2.26"],
    ["permissions that do not count", { prepare: config("core.fileMode", "false"), edit: commit }, "kept on 2.26"],
    [
      "a file that it does not look at",
      {
        prepare({ repository }) {
          repository.git("update-index", "--assume-unchanged", "a.txt");
          repository.put("a.txt", "v2\n");
        },
        edit: commit,
      },
      "unkept",
    ],
  ])("%s", async (_what, held, expected) => {
    // As it is there at first, because something else has changed; then it is committed.
    const prepare = (place: HeldPlace) => {
      held.prepare?.(place);
      place.repository.put("other/code", "2\n");
    };
    const kept = expected === "kept" || (expected === "kept on 2.26" && !isOld) ? "valid" : "unkept";
    expect(await heldAgainstNix({ nix, store, ...held, entries: { ...ENTRIES, ...held.entries }, prepare })).toEqual([kept, kept, kept]);
  });

  test("line ends that change while git sees nothing", async () => {
    const crlf = ({ repository }: HeldPlace) => {
      repository.put("a.txt", "v1\r\n");
      repository.git("add", "--renormalize", "a.txt");
    };
    const entries = { ...ENTRIES, ...attributes("a.txt text eol=crlf\n") };
    expect(await heldAgainstNix({ nix, store, entries, edit: crlf })).toEqual(["unkept", "unkept", "unkept"]);
  });

  test.each<[string, (place: HeldPlace) => void, string, "on both" | "on 2.8"]>([
    [
      "attributes",
      ({ repository }) => writeFileSync(join(repository.root, ".gitattributes"), "a.txt ident\n"),
      "/repository/.gitattributes",
      "on both",
    ],
    [
      "attributes of git's own",
      ({ repository }) => writeFileSync(join(repository.root, ".git/info/attributes"), "a.txt ident\n"),
      "/repository/.git/info/attributes",
      "on both",
    ],
    ["settings", ({ repository }) => repository.git("config", "core.autocrlf", "true"), "/repository/.git/config", "on 2.8"],
    [
      "a flag for another file",
      ({ repository }) => repository.git("update-index", "--skip-worktree", "other/code"),
      "git's index",
      "on 2.8",
    ],
    ["a flag for the file", ({ repository }) => repository.git("update-index", "--skip-worktree", "a.txt"), "a.txt", "on both"],
  ])("%s that come later", async (_what, edit, because, where) => {
    const states = await heldAgainstNix({ nix, store, entries: { ...ENTRIES, "a.txt": "$Id$\n" }, edit });
    expect(states).toEqual(isOld || where === "on both" ? ["valid", `stale (${because})`, "unkept"] : ["valid", "valid", "valid"]);
  });
});

function commit({ repository }: HeldPlace): void {
  repository.git("commit", "--quiet", "--all", "--allow-empty", "-m", "all");
}

function addFilter({ repository }: HeldPlace): void {
  repository.git("config", "filter.rot.clean", "tr a-z b-za");
  repository.git("config", "filter.rot.smudge", "tr b-za a-z");
  repository.git("add", "--renormalize", ".");
}

function addSubmodule({ repository, folder }: HeldPlace): void {
  const library = join(folder, "library");
  mkdirSync(library);
  const git = (...args: string[]) => execFileSync("git", ["-C", library, "-c", "user.name=x", "-c", "user.email=x@x", ...args]);
  git("init", "--quiet");
  cpSync(join(repository.root, "nix"), join(library, "nix"), { recursive: true });
  writeFileSync(join(library, "flake.nix"), flakeText({ shells: 'default = mk "default" { A = builtins.readFile ./a.txt; };' }));
  writeFileSync(join(library, "a.txt"), "v1\n");
  git("add", "--all");
  git("commit", "--quiet", "-m", "library");
  repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library, "sub");
  repository.git("commit", "--quiet", "--all", "-m", "sub");
}
