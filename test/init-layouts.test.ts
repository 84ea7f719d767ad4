import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { git, nixVersions, privateNixStore, removeReadOnly, runRepo, stubNixpkgs, temporaryFolder } from "@nix-repo/testkit";
import type { Layout } from "./init-layouts.ts";
import { ALL_LAYOUTS } from "./init-layouts-names.ts";
import { runProgram } from "./run-program.ts";

const HEAD = `// The services of this repository, and what can be run in them: \`repo list\` shows them, \`repo config validate\` checks this file.
import { defineConfig } from "nix-repo";

export default defineConfig({
`;

describe.each(Object.entries(ALL_LAYOUTS))("%s", (_what, layout) => {
  test("gets the registry that somebody would write, which validates and lists", async () => {
    using folder = temporaryFolder(layout.files);
    folder.track();
    const told = await runRepo(["init", "--yes", "--json"], { cwd: folder.path });
    expect(told).toMatchObject({ exitCode: 0, stderr: "" });
    const { leftOut, services } = JSON.parse(told.stdout) as Told;
    expect(readFileSync(join(folder.path, "services.config.ts"), "utf8")).toBe(registryOf(layout));
    expect(shellsIn(readFileSync(join(folder.path, "flake.nix"), "utf8"))).toEqual(layout.shells);
    expect(Object.fromEntries(leftOut.map(({ folder, why }) => [folder, why]))).toEqual(layout.leftOut ?? {});
    expect(await runRepo(["config", "validate"], { cwd: folder.path })).toMatchObject({ exitCode: 0, stderr: "" });
    const listed = await runRepo(["list", "--json"], { cwd: folder.path });
    expect(listed).toMatchObject({ exitCode: 0, stderr: "" });
    const names = (JSON.parse(listed.stdout) as { services: { name: string }[] }).services.map(({ name }) => name);
    expect(names.filter((name) => name !== "//")).toEqual(services.map(({ name }) => name));
    // And again: nothing is lacking.
    expect(await runRepo(["init"], { cwd: folder.path })).toMatchObject({
      exitCode: 0,
      stdout: "services.config.ts has all services that are here\n",
    });
  });
});

interface Told {
  readonly services: readonly { readonly name: string }[];
  readonly leftOut: readonly { readonly folder: string; readonly why: string }[];
}

function registryOf({ root, services }: Layout): string {
  const start = root === undefined ? "" : `  root: ${JSON.stringify(root)},\n`;
  const inside = services.length === 0 ? "{}" : `{\n${services.map((line) => `    ${line}\n`).join("")}  }`;
  if (services.length === 0) return `${HEAD.trimEnd().replace(/\{$/, "")}{ services: {} });\n`;
  return `${HEAD}${start}  services: ${inside},\n});\n`;
}

/** The packages of each devShell but `default`, as the flake's text has them. */
function shellsIn(flake: string): Record<string, string> {
  const shells = [...flake.matchAll(/^ {10}(\S.*) = mkShellFor ".*" \[([^\]]*)\];$/gm)].map(
    ([, name = "", packages = ""]): [string, string] => [
      name.startsWith('"') ? JSON.parse(name.replaceAll("\\${", "${")) : name,
      packages.replaceAll("pkgs.", "").trim().split(/\s+/).join(" "),
    ],
  );
  return Object.fromEntries(shells.filter(([name]) => name !== "default"));
}

describe.each(nixVersions())("the flakes that are written, by $label", ({ bin }) => {
  const store = privateNixStore({ bin });
  const stub = stubNixpkgs();
  const env = { ...process.env, PATH: `${bin}:/usr/bin:/bin`, ...store.variables };
  afterAll(() => {
    store.dispose();
    removeReadOnly(stub.folder);
  });

  test.each(Object.entries(ALL_LAYOUTS))("%s", async (_what, layout) => {
    using folder = temporaryFolder(layout.files);
    folder.track();
    await runRepo(["init", "--yes"], { cwd: folder.path });
    git(folder.path, "add", "--all");
    const command = [join(bin, "nix"), "flake", "check", "--no-build", ...stub.flags];
    expect(await runProgram(command, { cwd: folder.path, env })).toMatchObject({ exitCode: 0 });
  });
});
