// What jobs hand to each other as artifacts, relative to the checkout.

export const PLAN_FILE = "repo-plan.json";

export function reportFile(index: number): string {
  return `repo-report-${index}.json`;
}

/** All of them, for a shell. */
export const reportFiles = "repo-report-*.json";
