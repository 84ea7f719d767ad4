import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { temporaryFolder } from "@nix-repo/testkit";
import { readRuntimeVariables } from "../src/index.ts";

async function read(files: Record<string, string>) {
  using folder = temporaryFolder({ "web/x": "", ...files });
  const { required, ...layers } = await readRuntimeVariables({ workspaceRoot: folder.path, serviceFolder: join(folder.path, "web") });
  return {
    ...layers,
    required: required.map(({ name, place }) => `${name} ${place.file.slice(folder.path.length + 1)}:${place.line}:${place.column}`),
  };
}

describe("the layers of variables", () => {
  test("are empty without files", async () => {
    expect(await read({})).toEqual({ root: {}, service: {}, required: [] });
  });

  test("have .env.local over .env, the root apart from the service", async () => {
    const { root, service } = await read({
      ".env": "A=root\nB=root\nC='a b # c'\n",
      ".env.local": '\uFEFFB=local\r\nexport D="x\\ny"\r\n',
      "web/.env": "A=web\n",
      "web/.env.local": "E=\n",
    });
    expect(root).toEqual({ A: "root", B: "local", C: "a b # c", D: "x\ny" });
    expect(service).toEqual({ A: "web", E: "" });
  });

  test("are read once where the service is the workspace itself", async () => {
    using folder = temporaryFolder({ ".env": "A=1\n", ".env.example": "B=\n" });
    const { root, service, required } = await readRuntimeVariables({ workspaceRoot: folder.path, serviceFolder: folder.path });
    expect([root, service, required.map(({ name }) => name)]).toEqual([{ A: "1" }, {}, ["B"]]);
  });
});

describe(".env.example", () => {
  test("requires what it leaves empty, unless a comment says otherwise", async () => {
    const text = `# The database.
DATABASE_URL=
  export REGION = # where it runs
PORT=3000
# Optional: for mails
SMTP_HOST=
SMTP_USER= # optional
# required
TOKEN=changeme
MODE=dev # required in production

QUOTED=""
EMPTY_BUT_SAID='' # not required
not a line
# COMMENTED=
`;
    expect((await read({ ".env.example": text })).required).toEqual([
      "DATABASE_URL .env.example:2:1",
      "REGION .env.example:3:10",
      "TOKEN .env.example:9:1",
      "MODE .env.example:10:1",
      "QUOTED .env.example:12:1",
    ]);
  });

  test("of the service counts over the root's", async () => {
    const { required } = await read({ ".env.example": "A=\nB=\n", "web/.env.example": "B= # optional\r\nC=\r\nA=\r\n" });
    expect(required).toEqual(["A web/.env.example:3:1", "C web/.env.example:2:1"]);
  });
});
