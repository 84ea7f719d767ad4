import type { CaseFile } from "../bench-case.ts";

/** What everything is held against: a runtime that does nothing. */
export const NODE = "node -e 0";

const cases: CaseFile = ({ node, folder }) => [{ name: NODE, argv: [node, "-e", "0"], cwd: folder("empty") }];
export default cases;
