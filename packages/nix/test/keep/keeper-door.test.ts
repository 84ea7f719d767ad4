import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import type { ShellChoice } from "@nix-repo/model";
import { type FlakeSpec, git, nixVersions, writeFlake } from "@nix-repo/testkit";
import { inferred, type NixWorkspace, named, nixWorkspace, outputOf, trackAll, value } from "../nix-workspace.ts";
import { countingNix, keptWorkspace, write } from "./kept-workspace.ts";

const web = named("web");
const other = named("other");

describe.each(nixVersions())("$label: looking after kept environments", (nix) => {
  test("status: what was read, and what made it stale", async () => {
    using workspace = keptWorkspace(nix);
    const status = () => workspace.provider().keeper.status([web, other], { sizes: true });
    expect(await status()).toEqual([
      { shell: "web", state: "missing", files: [], watched: [] },
      { shell: "other", state: "missing", files: [], watched: [] },
    ]);
    await captured(workspace);
    expect(await status()).toMatchObject([
      { shell: "web", state: "valid" },
      { shell: "other", state: "valid", class: "files", files: ["flake.nix", "nix/stdenv/setup"], closureBytes: expect.any(Number) },
    ]);
    write(workspace.root, "nix/value.txt", "changed");
    expect(await status()).toMatchObject([{ state: "stale", because: { kind: "file", what: "nix/value.txt" } }, { state: "valid" }]);
    await captured(workspace);
    expect(workspace.provider().keeper.explainShell(web)).toMatchObject({ because: { kind: "file", what: "nix/value.txt" } });
    expect(workspace.provider().keeper.explainShell(other)).not.toHaveProperty("because");
  });

  test("prune: all but those that are named", async () => {
    using workspace = keptWorkspace(nix);
    await captured(workspace);
    const { keeper } = workspace.provider();
    // What a capture that was killed has left is removed as well, but keeps nothing in Nix's store.
    mkdirSync(join(workspace.root, ".repo/environments/half-made"));
    expect(await keeper.prunable([web])).toEqual(["other"]);
    expect(await keeper.prunable([web, other])).toEqual([]);
    rmSync(join(workspace.root, ".repo/environments/half-made"), { recursive: true });
    expect(await keeper.prune([web])).toEqual(["other"]);
    expect(await keeper.status([web, other])).toMatchObject([{ state: "valid" }, { state: "missing" }]);
    expect(readdirSync(join(workspace.root, ".repo/environments/choices"))).toHaveLength(1);
    expect(await keeper.prune([web])).toEqual([]);
    expect(await keeper.prunable([web])).toEqual([]);
  });

  test("verify: those that count as valid against the whole tree, and which were passed over", async () => {
    using workspace = keptWorkspace(nix);
    await captured(workspace);
    const { keeper } = workspace.provider();
    const equal = (shell: string) => ({
      shell,
      kept: expect.stringMatching(/\.drv$/),
      fresh: expect.stringMatching(/\.drv$/),
      equal: true,
    });
    expect(await keeper.verify([web, other])).toEqual({ verifications: [equal("web"), equal("other")], passedOver: [] });
    write(workspace.root, "nix/value.txt", "changed");
    expect(await keeper.verify([web, other])).toEqual({ verifications: [equal("other")], passedOver: ["web"] });
    tamper(workspace, "other");
    expect(await keeper.verify([other])).toMatchObject({ verifications: [{ kept: "/nowhere.drv", equal: false }] });
  });

  test.each([
    ["in git", true],
    ["in no repository", false],
  ])("verify: a flake in another folder with unusual characters, %s", async (_, tracked) => {
    using workspace = nixWorkspace(nix, { shells: { web: {} } });
    const folder = "größe 1/it's & more";
    mkdirSync(join(workspace.root, folder), { recursive: true });
    writeFlake(join(workspace.root, folder), { shells: { inner: { env: { WHO: "inner" } } } });
    if (tracked) {
      git(workspace.root, "init", "-q");
      trackAll(workspace.root);
    }
    const inner = named(`./${folder}#inner`);
    const context = { script: "printf %s $WHO", base: workspace.caller, cwd: workspace.root };
    expect(await outputOf(workspace.provider(), inner, context)).toBe("inner");
    const { verifications, passedOver } = await workspace.provider().keeper.verify([inner]);
    expect({ verifications, passedOver }).toMatchObject({ verifications: [{ shell: `./${folder}#inner`, equal: true }], passedOver: [] });
  });
});

describe.each(nixVersions())("$label: refreshing", (nix) => {
  const spec: FlakeSpec = {
    shells: {
      web: { env: { WHO: "web" } },
      api: { env: { WHO: "api" } },
      thrown: { attributes: 'A = throw "no such thing";\n' },
      missing: { attributes: "A = builtins.readFile ./not-there;\n" },
      "group.inner": {},
      pinned: { attributes: "A = toString self.lastModified;\n" },
    },
  };
  test("captures what is not valid, and by force what is", async () => {
    using workspace = keptWorkspace(nix);
    const refresh = async (force: boolean) =>
      (await workspace.provider().keeper.refresh([web, other], { force })).map(({ shell, result }) => [shell, value(result).refreshed]);
    expect(await refresh(false)).toEqual([
      ["web", true],
      ["other", true],
    ]);
    expect(await refresh(false)).toEqual([
      ["web", false],
      ["other", false],
    ]);
    write(workspace.root, "nix/value.txt", "changed");
    expect(await refresh(false)).toEqual([
      ["web", true],
      ["other", false],
    ]);
    expect(await refresh(true)).toEqual([
      ["web", true],
      ["other", true],
    ]);
  });

  test.each<[string, ShellChoice[], { alone: string[]; failed: string[] }]>([
    ["by one evaluation", [], { alone: [], failed: [] }],
    [
      "beside one that throws, or is in a group",
      [named("thrown"), named("group.inner")],
      { alone: ["group.inner", "thrown"], failed: ["thrown"] },
    ],
    ["beside one that depends on everything, which is looked at again", [named("pinned")], { alone: ["pinned"], failed: [] }],
    [
      "beside one that nothing can be evaluated with: each by itself",
      [named("missing")],
      { alone: ["api", "missing", "web"], failed: ["missing"] },
    ],
  ])("many are captured %s", async (_, others, expected) => {
    using workspace = keptWorkspace(nix, spec);
    const counting = countingNix(workspace, nix);
    const { keeper } = workspace.provider({ nixProgram: counting.program });
    const results = await keeper.refresh([web, inferred("gone", "api"), ...others]);
    expect(results.filter(({ result }) => !result.ok).map(({ shell }) => shell)).toEqual(expected.failed);
    expect(await keeper.status([web, inferred("gone", "api")])).toMatchObject([{ state: "valid" }, { state: "valid" }]);
    const asked = counting.asked();
    expect(asked.filter((text) => text.includes("builtins.tryEval"))).toHaveLength(1);
    const alone = asked.flatMap((text) => {
      const [, elsewhere, name = elsewhere] =
        / eval --raw \.#devShells\.[^. ]+(?:\.(\S+)| .*then shells\."([^"]+)")\.drvPath/.exec(text) ?? [];
      return name ?? [];
    });
    expect([...new Set(alone)].sort()).toEqual(expected.alone);
  });
});

async function captured(workspace: NixWorkspace): Promise<void> {
  for (const choice of [web, other])
    await outputOf(workspace.provider(), choice, { script: ":", base: workspace.caller, cwd: workspace.root });
}

/** Puts a derivation into a record that is not the shell's. */
function tamper({ root }: NixWorkspace, shell: string): void {
  const environments = join(root, ".repo/environments");
  const folder = readdirSync(environments).find((name) => name.startsWith(`${shell}-`)) ?? "";
  const file = join(environments, folder, "current");
  writeFileSync(file, readFileSync(file, "utf8").replace(/"drvPath":"[^"]*"/, '"drvPath":"/nowhere.drv"'));
}
