import { execFileSync } from "node:child_process";
import { lstatSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EDITS, type EditedTree, type InputEdit } from "./input-edits.ts";

const ATTRIBUTES = [
  "* text=auto",
  "*.ts eol=crlf",
  "*.md text eol=lf",
  "*.txt ident",
  "*.ts working-tree-encoding=UTF-16",
  "*.ts filter=rot",
  "* filter=rot",
  "* -text",
  "*.md filter=lfs",
  "",
];

/** Changes of what git makes of content when it lays it into a work tree, and of when it looked at it. */
export const CONVERSION_EDITS: readonly InputEdit[] = [
  { name: "line ends", weight: 4, apply: (tree) => tree.git("config", "core.autocrlf", tree.one(["true", "input", "false"])) },
  {
    name: "attributes",
    weight: 6,
    apply: (tree) => tree.write(join(tree.one(["", "a", "b", ...tree.paths("folder")]), ".gitattributes"), `${tree.one(ATTRIBUTES)}\n`),
  },
  {
    name: "attributes removed",
    weight: 4,
    apply: (tree) => rmSync(tree.at(tree.one(tree.paths("file").filter((path) => path.endsWith(".gitattributes"))))),
  },
  {
    name: "a filter that keeps the length",
    weight: 1,
    apply(tree) {
      for (const way of ["clean", "smudge"]) tree.git("config", `filter.rot.${way}`, "tr a-z n-za-m");
    },
  },
  {
    name: "the filter taken away, and all laid anew",
    weight: 2,
    apply(tree) {
      tree.tryGit("config", "--remove-section", "filter.rot");
      layAnew(tree);
    },
  },
  { name: "all laid anew", weight: 4, apply: layAnew },
  {
    name: "a file with other line ends, or with a keyword",
    weight: 4,
    apply(tree) {
      tree.write(tree.one(tree.ordinaryFiles), tree.one(["one\r\ntwo\r\n", "one\ntwo\n", "$Id$\n", `$Id: ${"0".repeat(40)} $\n`, "ü\n"]));
      tree.tryGit("add", "--all");
    },
  },
  {
    name: "another content of the same length, its time set back",
    weight: 6,
    needsNoGit: true,
    apply(tree) {
      const path = tree.at(tree.one(tree.ordinaryFiles));
      const reference = join(tree.root, ".git/reference");
      writeFileSync(reference, "");
      execFileSync("touch", ["-r", path, reference]);
      const { size } = lstatSync(path);
      writeFileSync(path, `${tree.fresh}`.padStart(size, "y").slice(0, size));
      execFileSync("touch", ["-r", reference, path]);
    },
  },
  {
    name: "another content of the same length right after git add",
    weight: 8,
    apply(tree) {
      const path = tree.one(tree.ordinaryFiles);
      const { length } = readFileSync(tree.at(path));
      tree.tryGit("add", "--", `:(literal)${path}`);
      writeFileSync(tree.at(path), `${tree.fresh}`.padStart(length, "z").slice(0, length));
    },
  },
  { name: "a time of its own", weight: 3, needsNoGit: true, apply: (tree) => utimesSync(tree.at(tree.one(tree.ordinaryFiles)), 1e9, 1e9) },
  { name: "git status", weight: 6, needsNoGit: true, apply: (tree) => tree.tryGit("status") },
  { name: "git add --renormalize", weight: 2, apply: (tree) => tree.tryGit("add", "--renormalize", "--all") },
  ...EDITS.filter(({ name }) => name.startsWith("git ") || name.startsWith("content") || name === "a new file"),
];

/** But for what tells git what to do. */
function layAnew(tree: EditedTree): void {
  for (const path of tree.ordinaryFiles) if (!path.endsWith(".gitattributes")) rmSync(tree.at(path));
  tree.tryGit("checkout", "-q", "-f", "--", ".");
}
