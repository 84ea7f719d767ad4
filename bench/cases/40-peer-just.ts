import type { CaseFile } from "../bench-case.ts";
import { generateJustfile } from "../generate-workspace.ts";

/** just: the same 100 services as recipes of one justfile. */
const cases: CaseFile = ({ peer, folder }) => {
  const just = peer("just");
  if (just === undefined) return { missing: "just: npm ci --prefix bench installs it" };
  const hundred = folder("justfile-100");
  generateJustfile(hundred, 100);
  return [
    { name: "just --version", argv: [just, "--version"], cwd: hundred },
    { name: "just --list, 100 services", argv: [just, "--list"], cwd: hundred },
  ];
};
export default cases;
