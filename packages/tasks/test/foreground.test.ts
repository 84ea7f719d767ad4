import { describe, expect, test } from "@jest/globals";
import { err, ok, type RuntimeVariables, type Variables } from "@nix-repo/model";
import { temporaryFolder } from "@nix-repo/testkit";
import { type ForegroundRequest, prepareForeground, resolveVerb } from "../src/index.ts";
import { bookOf, CALLER, fakeNix, NO_RUNTIME, type ServiceSketch, serviceOf, workspaceOf } from "./builders.ts";

async function prepare(
  request: ForegroundRequest,
  { runtime = NO_RUNTIME, caller = CALLER }: { runtime?: RuntimeVariables; caller?: Variables } = {},
) {
  return await prepareForeground(request, {
    workspace: workspaceOf("/", {}),
    provider: fakeNix(),
    callerEnv: caller,
    runtimeOf: async () => ok(runtime),
    stateFolder: "/no/where",
  });
}

function service(folder: string, sketch: ServiceSketch = {}) {
  return serviceOf("web", { folder, ...sketch });
}

describe("prepareForeground", () => {
  test("gives a verb the caller's whole environment, also where it could be kept, and its arguments", async () => {
    using folder = temporaryFolder();
    const web = service(folder.path, { registry: { repl: { run: "node", cache: true, env: { E: "1" } } } });
    const verb = await resolveVerb({ service: web, verb: "repl", recipes: bookOf(folder.path) });
    if (!verb.ok) throw new Error();
    const caller = { ...CALLER, MINE: "x", E: "0" };
    const prepared = await prepare({ kind: "verb", verb: verb.value, args: ["a b"] }, { caller });
    expect(prepared).toMatchObject({
      ok: true,
      value: {
        shell: "default",
        notices: [],
        launch: {
          file: expect.stringMatching(/\/bash$/),
          argv: ["bash", "--norc", "-euo", "pipefail", "-c", 'node "$@"', "bash", "a b"],
          cwd: folder.path,
          env: { MINE: "x", E: "1", FROM_SHELL: "default" },
        },
      },
    });
  });

  test("starts a command in the service's folder, or where it is told to, in another shell if asked", async () => {
    using folder = temporaryFolder();
    const run = { kind: "argv", argv: ["bash", "--norc"] } as const;
    const web = service(folder.path, { env: { E: "1", T: true } });
    expect(await prepare({ kind: "command", service: web, run })).toMatchObject({
      value: { launch: { cwd: folder.path, argv: run.argv, env: { E: "1" } } },
    });
    const shell = { kind: "named", name: "ci", place: { file: "f" } } as const;
    expect(await prepare({ kind: "command", service: web, run, cwd: "/", shell, overlay: { E: "2" } })).toMatchObject({
      value: { shell: "ci", launch: { cwd: "/", env: { E: "2", FROM_SHELL: "ci", PWD: "/" } } },
    });
  });

  test("fails where the folder or the command is missing, and notices variables that are", async () => {
    using folder = temporaryFolder();
    const run = { kind: "argv", argv: ["no-such-command"] } as const;
    expect(await prepare({ kind: "command", service: service("/no/such"), run })).toMatchObject(
      err({ code: "folder-missing", service: "web", folder: "/no/such" }),
    );
    expect(await prepare({ kind: "command", service: service(folder.path), run })).toMatchObject(
      err({ code: "command-not-found", command: "no-such-command" }),
    );
    const runtime = { ...NO_RUNTIME, required: [{ name: "X", place: { file: "/.env.example", line: 2 } }] };
    expect(
      await prepare({ kind: "command", service: service(folder.path), run: { kind: "argv", argv: ["env"] } }, { runtime }),
    ).toMatchObject({
      value: { notices: [{ level: "warning", text: "required and not set: X (.env.example:2); set it in .env or .env.local" }] },
    });
  });
});
