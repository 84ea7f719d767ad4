import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A workspace of so many services, of the kinds that a real one has: four stacks, tags, dependencies, a justfile in every tenth. */
export function generateWorkspace(root: string, count: number): void {
  const names = Array.from({ length: count }, (_, index) => `service-${String(index + 1).padStart(4, "0")}`);
  const entries = names.map((name, index) => {
    const dependsOn = index === 0 ? "" : `, dependsOn: ["${names[Math.floor(index / 2)]}"]`;
    return `    "${name}": { path: "${pathOf(index, name)}", shell: "shell-${index % 8}", stack: "${stackOf(index).stack}", tags: ["team-${index % 12}"]${dependsOn} },`;
  });
  writeFileSync(join(root, "services.config.ts"), registry(entries));
  for (const [index, name] of names.entries()) {
    const folder = join(root, "code", pathOf(index, name));
    mkdirSync(folder, { recursive: true });
    const { file, content } = stackOf(index);
    writeFileSync(join(folder, file), content);
    if (index % 10 === 0) writeFileSync(join(folder, "justfile"), justfileOf([name]));
  }
}

/** The same chores as one justfile: four recipes for each service. */
export function generateJustfile(root: string, count: number): void {
  const names = Array.from({ length: count }, (_, index) => `service-${String(index + 1).padStart(4, "0")}`);
  writeFileSync(join(root, "justfile"), justfileOf(names));
}

function justfileOf(names: readonly string[]): string {
  const recipe = (verb: string, name: string) =>
    `# ${verb} ${name}\n${names.length === 1 ? verb : `${verb}-${name}`}:\n    @echo ${verb} ${name}\n`;
  return names.flatMap((name) => ["dev", "test", "build", "lint"].map((verb) => recipe(verb, name))).join("\n");
}

function pathOf(index: number, name: string): string {
  return `${index % 3 === 0 ? "client" : "backend"}/${name}`;
}

function stackOf(index: number): (typeof STACKS)[number] {
  return STACKS[index % STACKS.length] ?? STACKS[0];
}

const STACKS = [
  {
    stack: "node",
    file: "package.json",
    content: '{ "scripts": { "dev": "node .", "test": "node --test", "build": "node build.js", "lint": "node lint.js" } }\n',
  },
  { stack: "go", file: "go.mod", content: "module example.org/service\n" },
  { stack: "rust", file: "Cargo.toml", content: '[package]\nname = "service"\nversion = "0.1.0"\n' },
  { stack: "python", file: "pyproject.toml", content: '[project]\nname = "service"\nversion = "0.1.0"\n' },
] as const;

function registry(entries: readonly string[]): string {
  return `import { defineConfig } from "nix-repo";

export default defineConfig({
  root: "code",
  services: {
${entries.join("\n")}
  },
});
`;
}
