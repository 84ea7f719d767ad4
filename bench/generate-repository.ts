import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type FlakeSpec, writeFlake } from "@nix-repo/testkit";

export interface RepositorySpec {
  /** Tracked files besides the flake's own. */
  readonly files: number;
  /** Services, each with a devShell of its own name. */
  readonly services: readonly string[];
  /** Those of them whose hooks are recorded. */
  readonly captured?: readonly string[];
  readonly flake: FlakeSpec;
}

/** The file that an edit of code changes: the flake reads nothing of it. */
export const CODE = "code/part-000/file-0000.ts";

/** A git repository with a flake, a registry and so much code, committed. */
export function generateRepository(root: string, { files, services, captured = [], flake }: RepositorySpec): void {
  writeFlake(root, flake);
  for (let index = 0; index < files; index += 1) {
    const folder = join(root, "code", `part-${String(index % 200).padStart(3, "0")}`);
    if (index < 200) mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `file-${String(index).padStart(4, "0")}.ts`), `export const value${index} = ${index};\n`.repeat(20));
  }
  const entries = services.map((name) => {
    mkdirSync(join(root, "services", name), { recursive: true });
    const hook = captured.includes(name) ? ', shellHook: "capture"' : "";
    return `    "${name}": { path: "services/${name}", shell: "${name}"${hook} },`;
  });
  writeFileSync(
    join(root, "services.config.ts"),
    `import { defineConfig } from "nix-repo";\n\nexport default defineConfig({\n  services: {\n${entries.join("\n")}\n  },\n});\n`,
  );
  const git = (...args: readonly string[]) => execFileSync("git", args, { cwd: root, stdio: "ignore" });
  git("init", "--quiet", "--initial-branch", "main");
  git("add", "--all");
  git("-c", "user.name=bench", "-c", "user.email=bench@example.org", "-c", "gc.auto=0", "commit", "--quiet", "-m", "all of it");
}
