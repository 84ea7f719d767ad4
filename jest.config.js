/** @type {import('jest').Config} */
export default {
  rootDir: import.meta.dirname,
  roots: ["<rootDir>/packages", "<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  testEnvironment: "node",
  extensionsToTreatAsEsm: [".ts"],
  moduleNameMapper: { "^fast-check$": "<rootDir>/scripts/fast-check-seeded.js" },
  transform: { "\\.ts$": "<rootDir>/scripts/jest-strip-types.js" },
  testTimeout: 600_000,
  maxWorkers: "100%",
  testSequencer: "<rootDir>/scripts/jest-order.js",
  modulePathIgnorePatterns: ["/dist/", "/examples/", "/packages/scaffold/templates/"],
  testPathIgnorePatterns: ["/node_modules/", "/packages/scaffold/templates/"],
  reporters: ["default", "<rootDir>/scripts/jest-closing-lines.js"],
};
