/** Whether a folder holds what others made, what was built, or what only tools look at: nothing in it is a service. */
export function isLeftAlone(folder: string): boolean {
  return folder !== "." && folder.split("/").some((name) => name.startsWith(".") || NOT_OURS.has(name) || HAS_BLANKS_TO_FILL.test(name));
}

const NOT_OURS = new Set([
  ...["node_modules", "bower_components", "vendor", "vendored", "third_party", "third-party", "thirdparty"],
  ...["site-packages", "__pycache__", "venv", "testdata", "__fixtures__", "__mocks__", "test-fixtures"],
]);

/** A folder of cookiecutter and its like. */
const HAS_BLANKS_TO_FILL = /\{\{|\{%|<%/;

/** What such a folder holds is there to be looked at or copied, wherever it stands. */
export function purposeOf(folder: string): "example" | "template" | undefined {
  const names = folder.split("/");
  if (names.some((name) => EXAMPLES.has(name.toLowerCase()))) return "example";
  return names.some((name) => TEMPLATES.has(name.toLowerCase())) ? "template" : undefined;
}

const EXAMPLES = new Set(["example", "examples", "sample", "samples", "demo", "demos", "fixtures", "playground", "playgrounds"]);
const TEMPLATES = new Set(["template", "templates"]);

/** Whether the way from a service to a project below it says that the project tests the service. */
export function leadsToTests(way: string): boolean {
  return way.split("/").some((name) => TESTS.test(name));
}

const TESTS = /^(tests?|__tests__|e2e|(integration|e2e|end-to-end|acceptance)[-_]tests?|specs?|fuzz|bench(es|marks?)?)$/i;
