import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "@jest/globals";
import { ownIdentity, startOfProcess } from "@nix-repo/model";
import { temporaryFolder } from "@nix-repo/testkit";
import { forgetContainers, isOursToStop, recordContainer, recordedProjects } from "../../src/index.ts";

const API = { project: "repo-1-api", service: "api", files: ["/w/api/compose.yaml"], folder: "/w/api" };

test("a project is known by the containers that were started of it, until they are forgotten", () => {
  using folder = temporaryFolder({});
  const records = `${folder.path}/up/containers`;
  expect(recordedProjects(records)).toEqual([]);
  recordContainer(records, API, "db");
  recordContainer(records, API, "cache");
  recordContainer(records, { ...API, project: "repo-2-web", service: "web" }, "db");
  expect(recordedProjects(records).map(({ service, startedBy }) => [service, Object.keys(startedBy)])).toEqual([
    ["api", ["db", "cache"]],
    ["web", ["db"]],
  ]);
  forgetContainers(records, API.project, ["cache", "other"]);
  expect(recordedProjects(records).map(({ startedBy }) => Object.keys(startedBy))).toEqual([["db"], ["db"]]);
  forgetContainers(records, API.project, ["db"]);
  forgetContainers(records, API.project, ["db"]);
  expect(recordedProjects(records).map(({ service }) => service)).toEqual(["web"]);
});

test("a container is ours to stop that we have started, or somebody who has ended since", async () => {
  using folder = temporaryFolder({});
  recordContainer(folder.path, API, "db");
  expect(isOursToStop(folder.path, API.project, "db")).toBe(true);
  expect(isOursToStop(folder.path, API.project, "cache")).toBe(false);
  expect(isOursToStop(folder.path, "another", "db")).toBe(false);

  const other = spawn("sleep", ["1000"]);
  await once(other, "spawn");
  const startedBy = { db: { pid: other.pid, started: startOfProcess(other.pid ?? 0) } };
  folder.write({ [`${API.project}.json`]: JSON.stringify({ version: 1, ...API, startedBy }) });
  expect(isOursToStop(folder.path, API.project, "db")).toBe(false);
  other.kill("SIGKILL");
  await once(other, "exit");
  expect(isOursToStop(folder.path, API.project, "db")).toBe(true);
});

test.each(["", "{", "null", "[]", '{"version":2}', '{"version":1,"project":"x"}'])("a record that nobody can read is none: %s", (text) => {
  using folder = temporaryFolder({ [`${API.project}.json`]: text });
  expect(recordedProjects(folder.path)).toEqual([]);
  expect(isOursToStop(folder.path, API.project, "db")).toBe(false);
  recordContainer(folder.path, API, "db");
  expect(recordedProjects(folder.path)[0]?.startedBy).toEqual({ db: ownIdentity() });
});
