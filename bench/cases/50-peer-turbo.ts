import type { CaseFile } from "../bench-case.ts";

/** Turborepo's own program, not its launcher on Node. */
const cases: CaseFile = ({ peer, folder }) => {
  const turbo = peer("turbo");
  if (turbo === undefined) return { missing: "turbo: npm ci --prefix bench installs it" };
  return [{ name: "turbo --version", argv: [turbo, "--version", "--skip-infer"], cwd: folder("empty") }];
};
export default cases;
