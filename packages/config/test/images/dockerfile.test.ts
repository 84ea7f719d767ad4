import { describe, expect, test } from "@jest/globals";
import { exposedPorts, stagesOf } from "../../src/images/dockerfile.ts";

const names = (dockerfile: string) => stagesOf(dockerfile).map(({ name, from }) => [name, from]);

describe("stagesOf", () => {
  test("has the name of each stage in small letters, and what it starts from", () => {
    expect(names("FROM node:20 AS Builder\nRUN npm ci\nfrom --platform=linux/amd64 nginx as test\nFROM builder\n")).toEqual([
      ["builder", "node:20"],
      ["test", "nginx"],
      [undefined, "builder"],
    ]);
  });

  test.each([
    ["comments", "# FROM a AS test\n  # FROM b AS test\nFROM c"],
    ["continued lines", "FROM c\nRUN echo \\\n  # a comment in the middle\n\n FROM d AS test"],
    ["another escape", "# syntax=docker/dockerfile:1\n# escape=`\nFROM c\nRUN dir `\nFROM d AS test"],
    ["here-documents", 'FROM c\nRUN <<EOF\nFROM d AS test\nEOF\nCOPY <<-"X" <<Y /x /y\nFROM e AS test\n\tX\nFROM f AS test\nY\nUSER a'],
    ["carriage returns", "FROM c\r\nRUN a \\\r\nFROM d AS test\r\n"],
  ])("is not led astray by %s", (_what, dockerfile) => {
    expect(names(dockerfile)).toEqual([[undefined, "c"]]);
  });

  test("reads on behind a here-document, and behind what only looks like one", () => {
    expect(names("FROM a\nRUN cat <<EOF\nx\nEOF\nFROM b AS test")).toEqual([
      [undefined, "a"],
      ["test", "b"],
    ]);
    expect(names('FROM a\nRUN cat <<<EOF\nLABEL x="<<EOF"\nFROM b AS test')).toEqual([
      [undefined, "a"],
      ["test", "b"],
    ]);
  });

  test.each(["", "FROM", "EXPOSE 80", "\\", "RUN <<EOF\nFROM a"])("finds no stage in %j", (dockerfile) => {
    expect(stagesOf(dockerfile)).toEqual([]);
  });
});

describe("exposedPorts", () => {
  const stages = stagesOf("FROM a AS base\nEXPOSE 80 443/tcp\nFROM base AS api\nEXPOSE 8080 53/udp $PORT 80\nFROM b\nEXPOSE 1\n");

  test("are those of the stage and of what it starts from", () => {
    expect(exposedPorts(stages)).toEqual([1]);
    expect(exposedPorts(stages, "API")).toEqual([80, 443, 8080]);
    expect(exposedPorts(stages, "none")).toEqual([]);
    expect(exposedPorts([])).toEqual([]);
  });

  test("of a stage that starts from an image of its own name", () => {
    expect(exposedPorts(stagesOf("FROM a AS a\nEXPOSE 5\nFROM a\nEXPOSE 6"))).toEqual([5, 6]);
  });
});
