import { describe, expect, test } from "@jest/globals";
import { parseTaskId, taskId } from "../src/task-id.ts";

describe("task ids", () => {
  test("a verb may hold colons of its own", () => {
    expect(parseTaskId("web:db:seed")).toEqual({ service: "web", verb: "db:seed" });
    expect(parseTaskId("//:fmt")).toEqual({ service: "//", verb: "fmt" });
    expect(parseTaskId(taskId("web", "build"))).toEqual({ service: "web", verb: "build" });
  });

  test.each(["web", ":build", "web:", ""])("%p is not a task", (text) => {
    expect(parseTaskId(text)).toBeUndefined();
  });
});
