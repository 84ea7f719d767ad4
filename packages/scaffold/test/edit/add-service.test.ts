import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { addService } from "../../src/edit/registry/add-service.ts";
import { without } from "./insertions.ts";
import { registries, unusualRegistries } from "./registry-shapes.ts";

const ENTRY = { name: "billing", entry: { path: "backend/billing", shell: undefined, stack: "python" } };

describe("a service is added to", () => {
  test.each(Object.entries(registries))("%s", async (_name, { file, text, adds }) => {
    const addition = await addService(text, { file, ...ENTRY } as never);
    if (addition.kind !== "added") throw new Error(JSON.stringify(addition));
    expect(addition.insertions.map((each) => each.text)).toEqual(adds);
    // Not a byte of the rest has changed.
    expect(without(addition.text, addition.insertions)).toBe(text);
    // A second time there is nothing to do.
    expect(await addService(addition.text, { file, ...ENTRY } as never)).toEqual({ kind: "there" });
  });

  test("a name that needs quotes, and values that need escapes", async () => {
    const entry = { path: "it's/a", description: 'say "hello"\n', tags: ["a", "1"], stack: "go" };
    const addedTo = async (file: string, text: string) => {
      const addition = await addService(text, { file, name: "2fa-é", entry });
      return addition.kind === "added" ? addition.insertions.map((each) => each.text.trim()).join("") : addition;
    };
    expect(await addedTo("x.ts", "export default { services: { a: { path: 'a' } } }")).toBe(
      `, '2fa-é': { path: 'it\\'s/a', description: 'say "hello"\\n', tags: ['a', '1'], stack: 'go' }`,
    );
    expect(await addedTo("x.yaml", "services:\n  a:\n    path: a\n")).toBe(
      '"2fa-é":\n    path: "it\'s/a"\n    description: "say \\"hello\\"\\n"\n    tags: [a, "1"]\n    stack: go',
    );
  });
});

describe("told what to add, and where", () => {
  test.each(Object.entries(unusualRegistries))("%s", async (_name, { file, text, why, line }) => {
    expect(await addService(text, { file, ...ENTRY } as never)).toEqual({
      kind: "by-hand",
      why,
      line,
      add: expect.stringMatching(/billing"?: \{/),
    });
  });
});

test("several are added one after the other, whatever they are called, and all of the rest stays", async () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[\p{L}\p{N}_][\p{L}\p{N}._-]{0,8}$/u), { minLength: 1, maxLength: 4 });
  const shape = fc.constantFrom(...Object.values(registries));
  await fc.assert(
    fc.asyncProperty(shape, names, async ({ file, text }, all) => {
      let now = text;
      for (const name of all) {
        const addition = await addService(now, { file, name, entry: { path: `backend/${name}`, tags: [name] } });
        if (addition.kind === "there") continue;
        if (addition.kind !== "added") throw new Error(`${name}: ${JSON.stringify(addition)}\n${now}`);
        expect(without(addition.text, addition.insertions)).toBe(now);
        now = addition.text;
        expect((await addService(now, { file, name, entry: { path: "x" } })).kind).toBe("there");
      }
    }),
    { numRuns: 200 },
  );
});
