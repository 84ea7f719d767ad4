import { appendFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { git, nixVersions } from "@nix-repo/testkit";
import { named, outputOf } from "../nix-workspace.ts";
import { countingNix, keptWorkspace, track, write } from "./kept-workspace.ts";

interface Edit {
  readonly what: string;
  readonly change: (root: string) => void;
  readonly captured: boolean;
}

const EDITS: readonly Edit[] = [
  { what: "nothing yet", change: () => {}, captured: true },
  { what: "nothing", change: () => {}, captured: false },
  { what: "code", change: (root) => write(root, "src/main.c", "2"), captured: false },
  { what: "code that is new", change: (root) => track(root, "src/new.c", "1"), captured: false },
  { what: "readFile's file", change: (root) => write(root, "nix/value.txt", "2"), captured: true },
  { what: "the same once more", change: (root) => write(root, "nix/value.txt", "2"), captured: false },
  { what: "a file in readDir's folder, untracked", change: (root) => write(root, "nix/listed/b", ""), captured: false },
  { what: "the same, tracked", change: (root) => git(root, "add", "-N", "nix/listed/b"), captured: true },
  { what: "the same, removed", change: (root) => rmSync(join(root, "nix/listed/b")), captured: true },
  { what: "pathExists' file, untracked", change: (root) => write(root, "nix/local.nix", "1"), captured: false },
  { what: "the same, tracked", change: (root) => git(root, "add", "-N", "nix/local.nix"), captured: true },
  { what: "the default.nix of a folder", change: (root) => write(root, "nix/folder/default.nix", '"new"'), captured: true },
  { what: "what a symlink leads to", change: (root) => write(root, "nix/target", "3"), captured: true },
  { what: "a symlink", change: (root) => link(root, "nix/link", "target2"), captured: true },
  { what: "a file by a computed path", change: (root) => write(root, "nix/computed.toml", "x = 2\n"), captured: true },
  { what: "a lock file that is new", change: (root) => track(root, "flake.lock", LOCK), captured: true },
  { what: "a commit", change: (root) => git(root, "commit", "-qm", "1"), captured: false },
];

const LOCK = '{ "nodes": { "root": {} }, "root": "root", "version": 7 }\n';

function link(root: string, path: string, target: string): void {
  rmSync(join(root, path));
  symlinkSync(target, join(root, path));
}

describe.each(nixVersions())("$label: what a kept environment depends on", (nix) => {
  test("each way of reading, and nothing else", async () => {
    using workspace = keptWorkspace(nix);
    const { root, caller } = workspace;
    const counting = countingNix(workspace, nix);
    const captures = async () => {
      await outputOf(workspace.provider({ nixProgram: counting.program }), named("web"), { script: ":", base: caller, cwd: root });
      return counting.asked().length > 0;
    };
    const outcomes: Pick<Edit, "what" | "captured">[] = [];
    for (const { what, change } of EDITS) {
      change(root);
      outcomes.push({ what, captured: await captures() });
    }
    expect(outcomes).toEqual(EDITS.map(({ what, captured }) => ({ what, captured })));

    appendFileSync(join(caller.NIX_CONF_DIR ?? "", "nix.conf"), "# new\n");
    expect(await captures()).toBe(true);
  });

  test("what uses the flake's revision is never kept", async () => {
    using workspace = keptWorkspace(nix, { shells: { web: { attributes: 'R = self.rev or "none";\n' } } });
    await outputOf(workspace.provider(), named("web"), { script: ":", base: workspace.caller, cwd: workspace.root });
    const { keeper } = workspace.provider();
    expect(await keeper.status([named("web")])).toMatchObject([{ state: "unkept", because: { kind: "whole", what: "it reads self.rev" } }]);
  });
});
