// The layer rules of ARCHITECTURE.md, checked: who may import whom, no cycles, doors only.
const mayImport = {
  model: [],
  config: ["model"],
  git: ["model"],
  cache: ["model", "git"],
  nix: ["model", "git"],
  processes: ["model"],
  tasks: ["model", "processes"],
  ci: ["model", "git"],
  supervisor: ["model", "processes"],
  scaffold: ["model", "config"],
  reporters: ["model"],
  testkit: ["model", "processes"],
};

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true, dependencyTypesNot: ["type-only"] } },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "doors-only",
      comment: "A package is entered through its index.ts.",
      severity: "error",
      from: { path: "^packages/([^/]+)/" },
      to: { path: "^packages/([^/]+)/src/", pathNot: ["^packages/$1/", "^packages/[^/]+/src/index\\.ts$"] },
    },
    {
      name: "testkit-in-tests-only",
      severity: "error",
      from: { pathNot: ["^packages/testkit/", "/test/", "^test/", "^bench/", "^scripts/"] },
      to: { path: "^packages/testkit/" },
    },
    ...Object.entries(mayImport).map(([name, allowed]) => ({
      name: `${name}-imports`,
      comment: `${name} may import ${allowed.join(", ") || "nothing"}`,
      severity: "error",
      from: { path: `^packages/${name}/src/` },
      to: { path: "^packages/", pathNot: [`^packages/(${[name, ...allowed].join("|")})/`] },
    })),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)dist/|^packages/scaffold/templates/" },
    parser: "swc",
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["source", "import", "node", "default", "types"] },
  },
};
