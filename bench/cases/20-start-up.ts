import { existsSync } from "node:fs";
import { join } from "node:path";
import type { CaseFile } from "../bench-case.ts";
import { generateWorkspace } from "../generate-workspace.ts";
import { NODE } from "./10-node.ts";

/** How long the executable takes before it does something, and to show a workspace. */
const cases: CaseFile = ({ root, folder }) => {
  const repo = join(root, "packages/cli/dist/repo");
  if (!existsSync(repo)) return { missing: "the executable: npm run build makes it" };
  const hundred = folder("services-100");
  const thousand = folder("services-1000");
  generateWorkspace(hundred, 100);
  generateWorkspace(thousand, 1000);
  return [
    { name: "repo --version", argv: [repo, "--version"], cwd: hundred, target: { atMost: 0.4, of: NODE } },
    { name: "repo list, 100 services", argv: [repo, "list"], cwd: hundred, target: { atMost: 0.8, of: NODE } },
    { name: "repo list, 1,000 services", argv: [repo, "list"], cwd: thousand },
  ];
};
export default cases;
