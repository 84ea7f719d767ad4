import { describe, expect, test } from "@jest/globals";
import { mistakesIn } from "./dockerfiles.ts";
import { contentOf, laidOut } from "./laid-out.ts";

test("each Dockerfile is as it should be", async () => {
  const dockerfiles = (await laidOut()).filter(({ path }) => /\/Dockerfile(\.dev)?$/.test(path));
  expect(dockerfiles).toHaveLength(6);
  for (const { path, content } of dockerfiles) expect([path, mistakesIn(content)]).toEqual([path, []]);
});

test("the page's is built in stages, and what it serves belongs to who serves it", async () => {
  const text = contentOf(await laidOut(), "code/client/web/Dockerfile");
  expect(text.match(/^FROM /gm)).toHaveLength(2);
  const last = text.slice(text.lastIndexOf("\nFROM "));
  for (const copy of last.match(/^COPY .*/gm) ?? []) expect(copy).toContain("--chown=101:101");
});

test("what a .dockerignore keeps out", async () => {
  for (const { path, content } of (await laidOut()).filter((file) => file.path.endsWith("/.dockerignore"))) {
    const lines = content.split("\n");
    expect([path, lines.some((line) => /^\.git\/?$/.test(line))]).toEqual([path, true]);
    expect([path, lines.some((line) => line === ".env*" || line === ".env.local")]).toEqual([path, true]);
  }
});

describe("the rules would see", () => {
  const right = 'FROM node:24-alpine\nWORKDIR /app\nCOPY . .\nUSER node\nCMD ["node", "main.js"]\n';

  test("nothing in what is right", () => {
    expect(mistakesIn(right)).toEqual([]);
  });

  test.each([
    ["no tag", "node:24-alpine", "node", ["the base node has no tag"]],
    ["a tag that moves", "node:24-alpine", "node:latest", ["the tag of node:latest is no version"]],
    ["no user", "USER node\n", "", ["the last stage runs as root"]],
    ["root", "USER node", "USER root", ["the last stage runs as root"]],
    ["a shell before the program", 'CMD ["node", "main.js"]', "CMD node main.js", ["CMD is a line of shell"]],
    ["nothing to start", 'CMD ["node", "main.js"]\n', "", ["nothing is started"]],
    ["ADD", "COPY . .", "ADD . .", ["ADD where COPY would do"]],
    ["a relative folder", "WORKDIR /app", "WORKDIR app", ["2: WORKDIR paths should be absolute"]],
    ["an instruction that Docker has not", "COPY . .", "COPPY . .", [expect.stringContaining("COPPY")]],
  ])("%s", (_what, part, wrong, said) => {
    expect(mistakesIn(right.replace(part, wrong))).toEqual(said);
  });
});
