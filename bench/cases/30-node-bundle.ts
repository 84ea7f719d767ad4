import { existsSync } from "node:fs";
import { join } from "node:path";
import type { CaseFile } from "../bench-case.ts";
import { generateWorkspace } from "../generate-workspace.ts";

/** The same program on Node, for platforms without an executable. */
const cases: CaseFile = ({ root, node, folder }) => {
  const bundle = join(root, "packages/cli/dist/node/repo.js");
  if (!existsSync(bundle)) return { missing: "the Node bundle: npm run build makes it" };
  const hundred = folder("services-100-bundle");
  generateWorkspace(hundred, 100);
  return [
    { name: "bundle --version", argv: [node, bundle, "--version"], cwd: hundred },
    { name: "bundle list, 100 services", argv: [node, bundle, "list"], cwd: hundred },
  ];
};
export default cases;
