// Takes spaces off line ends and gives every text file its last newline. With --check it changes nothing and fails where it would have.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";

const TEXT = new Set([".js", ".json", ".nix", ".sh", ".ts", ".yaml", ".md", ".csv"]);
const PASS_OVER = new Set(["node_modules", "dist", ".git", ".repo", ".direnv"]);

const check = process.argv.includes("--check");
const untidy = [...textFiles(".")].filter((file) => {
  const text = readFileSync(file, "utf8");
  const tidy = `${text.replace(/[ \t]+$/gm, "").trimEnd()}\n`;
  if (tidy === text) return false;
  if (!check) writeFileSync(file, tidy);
  return true;
});
for (const file of untidy) console.log(check ? `untidy: ${file}` : `tidied: ${file}`);
if (check && untidy.length > 0) process.exitCode = 1;

function* textFiles(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !PASS_OVER.has(entry.name)) yield* textFiles(path);
    else if (entry.isFile() && TEXT.has(extname(entry.name))) yield path;
  }
}
