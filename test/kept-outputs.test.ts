import { existsSync, readFileSync, rmSync, statSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { git, nixVersions } from "@nix-repo/testkit";
import { type NixWorkspace, nixWorkspaceOf } from "./nix-workspace.ts";

const registry = {
  services: {
    api: {
      path: "api",
      shell: "api",
      verbs: {
        // Some of what it writes is tracked, and so is a file beside it that nobody generates.
        gen: { run: "echo gen >>../ran.log\nmkdir -p gen\ncp src/a.txt gen/made\ncp src/a.txt gen/ignored", outputs: ["gen/**"] },
        private: { run: "echo private >>../ran.log\numask 077\nmkdir -p out\ncp src/a.txt out/key", outputs: ["out"] },
      },
    },
  },
};

const files = {
  ".gitignore": "ran.log\nignored\nout/\n",
  "api/src/a.txt": "one",
  "api/gen/made": "one",
  "api/gen/by-hand": "first",
};

// What is restored does not depend on Nix.
describe.each(nixVersions().slice(-1))("$label: outputs of kept results", (nix) => {
  let workspace: NixWorkspace;
  beforeEach(() => {
    workspace = nixWorkspaceOf(nix, { registry, flake: { shells: { api: {} } }, files, within: "repository" });
  });
  afterEach(() => workspace.dispose());

  const file = (path: string) => join(workspace.path, path);
  const content = (path: string) => readFileSync(file(path), "utf8");
  const ran = (): boolean => {
    const isNoted = existsSync(file("ran.log"));
    rmSync(file("ran.log"), { force: true });
    return isNoted;
  };
  const run = async (verb: string) => {
    expect(await workspace.run(["run", `api:${verb}`])).toMatchObject({ exitCode: 0 });
    return ran() ? "ran" : "kept";
  };

  test("come back with their permissions", async () => {
    expect(await run("private")).toBe("ran");
    rmSync(file("api/out"), { recursive: true });
    expect(await run("private")).toBe("kept");
    expect([statSync(file("api/out")).mode & 0o777, statSync(file("api/out/key")).mode & 0o777]).toEqual([0o700, 0o600]);
  });

  test("never cost anybody what he has written into a tracked file among them, and never bring it elsewhere", async () => {
    expect(await run("gen")).toBe("ran");
    expect(await run("gen")).toBe("kept");
    writeFileSync(file("api/gen/by-hand"), "edited");
    expect([await run("gen"), content("api/gen/by-hand")]).toEqual(["ran", "edited"]);
    expect([await run("gen"), content("api/gen/by-hand")]).toEqual(["kept", "edited"]);
    writeFileSync(file("api/src/a.txt"), "two");
    expect([await run("gen"), content("api/gen/made")]).toEqual(["ran", "two"]);
    // Back again: what the task wrote is brought, also where it is tracked.
    writeFileSync(file("api/src/a.txt"), "one");
    expect([await run("gen"), content("api/gen/made"), content("api/gen/by-hand")]).toEqual(["kept", "one", "edited"]);
    git(workspace.path, "checkout", "--", "api/gen/by-hand");
    expect([await run("gen"), content("api/gen/by-hand")]).toEqual(["ran", "first"]);
  });

  test("do not go where a link leads", async () => {
    expect(await run("private")).toBe("ran");
    rmSync(file("api/out"), { recursive: true });
    workspace.write({ "elsewhere/mine": "" });
    symlinkSync("../elsewhere", file("api/out"));
    expect(await run("private")).toBe("kept");
    expect([content("api/out/key"), existsSync(file("elsewhere/key")), existsSync(file("elsewhere/mine"))]).toEqual(["one", false, true]);
    unlinkSync(file("api/out/key"));
    expect([await run("private"), content("api/out/key")]).toEqual(["kept", "one"]);
  });
});
