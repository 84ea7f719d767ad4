import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { type NixInstall, nixVersions, privateNixStore, temporaryFolder } from "@nix-repo/testkit";
import fc from "fast-check";
import { NixSyntaxError } from "../../../src/edit/nix/nix-tokens.ts";
import { childrenOf, type NixNode } from "../../../src/edit/nix/nix-tree.ts";
import { parseNix } from "../../../src/edit/nix/parse-nix.ts";
import { flakes } from "../flake-shapes.ts";
import { renderNix } from "./render-nix.ts";

const root = join(import.meta.dirname, "../../../../..");

const EXPRESSIONS = [
  // Names, numbers, what looks like something else.
  "x",
  "x'",
  "_a-b",
  "a.b",
  "a.b.c or d",
  "a.b or c d",
  "a.or",
  "{ or = 1; }.or",
  "1",
  "1.5",
  ".5",
  "1.5e-3",
  "1.",
  "-1",
  "- -1",
  "a-b",
  "a -b",
  "a - b",
  "1-1",
  "http://example.com/a?b=c",
  "x:x",
  "x: x",
  "x:\n x",
  "a: b: c",
  "f x:y",
  "[ a:b ]",
  // Paths.
  "./.",
  "./a/b.nix",
  "../x",
  "a/b",
  "a / b",
  "a /b",
  "/etc/hosts",
  "<nixpkgs>",
  "<nixpkgs/lib>",
  "~/x",
  "./a/${b}",
  "./${a}",
  "./${a}/b",
  "./a${b}c/d",
  "f ./a",
  "[ ./a ./b/c.nix ]",
  "a+b/c",
  "~/${x}",
  "a.b/c",
  // Strings.
  '""',
  '"a"',
  '"a\\"b"',
  '"${a}"',
  '"a${b}c"',
  '"$a"',
  '"$$"',
  '"$${a}"',
  '"$\\${a}"',
  '"\\${a}"',
  '"a$"',
  '"${"${a}"}"',
  '"a\nb"',
  '"\\n\\t\\r\\x"',
  '"${a + "}" }"',
  '"\\\\"',
  '"\\\\${a}"',
  '"$$${a}"',
  '"$$$${a}"',
  "''a''",
  "''\n  a\n    b\n''",
  "''${a}''",
  "'''''a''",
  "'' ''' ''",
  "'' ''${a} ''",
  "'' ''\\n ''",
  "'' $${a} ''",
  "'' $a ''",
  "'' ' ''",
  "'' 'a' ''",
  "'' '${a}' ''",
  "'' $''",
  "'' a''$b ''",
  "'' '''${a}''' ''",
  "''\\''",
  "'' ''\\''\\''\\ ''",
  "'' $$''",
  // Sets and bindings.
  "{ }",
  "{}",
  "rec { a = 1; b = a; }",
  "{ a.b.c = 1; }",
  '{ "a b".c = 1; "d" = 2; }',
  '{ ${a} = 1; "${b}" = 2; "x${c}".d = 3; }',
  "{ inherit a b; }",
  '{ inherit (x.y) a "b"; inherit; }',
  "{ a = 1; } // { b = 2; }",
  "let { body = 1; }",
  "let a = 1; in a",
  "let in 1",
  "let a.b = 1; inherit (c) d; in a // d",
  "{ inherit or; }",
  '{ inherit "a" ${"b"}; }',
  // Functions.
  "{ }: 1",
  "{ ... }: 1",
  "{ a }: a",
  "{ a, }: a",
  "{ a, b ? 1, ... }: a",
  "{ a ? { b = 1; }, }: a",
  "{ self, nixpkgs, ... }@inputs: self",
  "inputs@{ self, ... }: self",
  "args @ { a }: a",
  "{ a }@ b : a",
  "{}@a: a",
  "a: { b }: c: d",
  "({ a }: a) { a = 1; }",
  "f { } { }",
  "f (x: x) y",
  "f a.b c",
  "{ pkgs, ... }: { a = pkgs; }",
  "_: _",
  // Operators.
  "a + b * c",
  "a * b + c",
  "a - b - c",
  "a ++ b ++ c",
  "a // b // c",
  "a -> b -> c",
  "a || b && c",
  "a && b || c",
  "!a && b",
  "!a == b",
  "!a + b",
  "! !a",
  "a == b && c != d",
  "a < b",
  "a <= b || c >= d",
  "a ? b",
  "a ? b.c",
  '!a ? "b"',
  "a ? ${b}",
  "-a ? b",
  "-a * b",
  "a * -b",
  "a + !b",
  "-a.b",
  "- f x",
  "f -x",
  "a ++ b + c",
  "a + b ++ c",
  "a // b ? c",
  "a ? b && c",
  "a ? b ? c",
  "-a ? b + c",
  "a ? b + c",
  "[ a b.c (d e) f.g or h ]",
  "[ -1 ]".replace("-1", "(-1)"),
  "a.b ? c",
  "(a.b or c).d",
  "a.${b}.c",
  'a."b c".d',
  'a."${b}"',
  "a or",
  "f a or b",
  "[ a or b ]",
  // What begins an expression.
  "if a then b else c",
  "if a then b else if c then d else e",
  "with a; b",
  "with a; with b; c d",
  "assert a; b",
  "assert a == b; with c; d: e",
  "let a = if b then c else d; in with a; x: y",
  "a (if b then c else d)",
  "(let a = 1; in a)",
  "f (with a; b)",
  // Blanks and comments.
  "# nothing\na",
  "/* a */ b",
  "/** a **/ b",
  "/***/ a",
  "/* * / */ a",
  "a /* b */ + /* c */ d # e",
  "a # b\r\n+ c",
  "\ta\t",
  "a//b",
  "a /**/ b",
  "{ /* a */ }",
  "[ # ]\n a ]",
  "{a=1;b=2;}",
  "a==b",
  "a!=b",
  "a.b.c.d",
  "f(a)(b)",
  "[a b]",
  "f[a]{b=1;}",
  'f"a"',
  "f''a''",
  "rec{}",
  "let a=1;in a",
  "if(a)then(b)else(c)",
];

const WRONG = [
  "",
  "a b c =",
  "{ a = 1 }",
  "{ a }",
  "[ a",
  "( a",
  '"a',
  "''a",
  "let a = 1; a",
  "a + ",
  "a == b == c",
  "{ , a }: a",
  "{ a, ..., b }: a",
  "./a/",
  "./a/ b",
  "if a then b",
  "a.",
  "a..b",
  "inherit a",
  "{ inherit a }",
  "with a b",
  "x: ",
  "1 = 2",
  "{ a b }",
  '"${a"',
  "a ; b",
  "/* a",
  "{ ... , a }: a",
  "a < b < c",
  "f: x: y z: w;",
  "let x = 1 in x",
];

/** What Nix prints of each. Behind a `with`, any name may be used: Nix would look for the rest of what is not defined. */
function parsedByNix({ bin }: NixInstall, texts: readonly string[]): readonly string[] {
  using folder = temporaryFolder(Object.fromEntries(texts.map((text, i) => [`${i}.nix`, `with { }; (\n${text}\n)`])));
  using store = privateNixStore({ bin });
  const files = texts.map((_, i) => `${i}.nix`);
  const env = { ...store.variables, HOME: "/home/nobody" };
  const printed = execFileSync(join(bin, "nix-instantiate"), ["--parse", ...files], {
    cwd: folder.path,
    encoding: "utf8",
    env,
    maxBuffer: 1e9,
    stdio: "pipe",
  });
  return printed.trimEnd().split("\n");
}

function isRefusedByNix({ bin }: NixInstall, text: string): boolean {
  try {
    parsedByNix({ bin, label: "", version: "" }, [text]);
    return false;
  } catch (error) {
    return String((error as { stderr?: unknown }).stderr ?? error).includes("error:");
  }
}

describe.each(nixVersions())("parseNix and $label", (nix) => {
  test("come to the same tree", () => {
    const files = ["flake.nix", "examples/hybrid/flake.nix", "examples/hybrid/nix/mk-shell-for.nix"].map((name) =>
      readFileSync(join(root, name), "utf8"),
    );
    const texts = [...EXPRESSIONS, ...files, ...Object.values(flakes).map(({ text }) => text)];
    expect(texts.filter((text) => !isParsed(text))).toEqual([]);
    const rendered = texts.map((text) => renderNix(text, parseNix(text)));
    const both = parsedByNix(nix, [...texts, ...rendered]);
    expect(both).toHaveLength(texts.length * 2);
    const differ = texts.filter((_, i) => both[i] !== both[texts.length + i]);
    expect(differ).toEqual([]);
  });

  test("refuse the same texts", () => {
    for (const text of WRONG) {
      expect({ text, parsed: isParsed(text) }).toEqual({ text, parsed: false });
      expect({ text, refused: isRefusedByNix(nix, text) }).toEqual({ text, refused: true });
    }
  });
});

function isParsed(text: string): boolean {
  try {
    parseNix(text);
    return true;
  } catch (error) {
    if (!(error instanceof NixSyntaxError)) throw error;
    return false;
  }
}

/** Small programs, of everything that the language has. */
const program = fc.letrec<Record<string, string>>((tie) => {
  const name = fc.constantFrom("a", "b", "x'", "_y-z", "pkgs");
  const e = tie("e");
  const path = fc
    .array(
      fc.oneof(
        name,
        name.map((n) => `"${n} 1"`),
        e.map((inner) => `\${${inner}}`),
      ),
      { minLength: 1, maxLength: 2 },
    )
    .map((p) => p.join("."));
  // A name may be bound once.
  const binding = fc.oneof(
    { depthSize: "small" },
    fc.tuple(path, e).map(
      ([p, value]) =>
        (i: number) =>
          `k${i}.${p} = ${value};`,
    ),
    fc.constant((i: number) => `inherit k${i};`),
    e.map((from) => (i: number) => `inherit (${from}) k${i} "l${i}";`),
  );
  const bindings = fc.array(binding, { maxLength: 3 }).map((all) => all.map((each, i) => each(i)).join(" "));
  const simple = fc.oneof(
    { depthSize: "small", maxDepth: 4 },
    name,
    fc.constantFrom("1", "2.5", "./a/b", "<nixpkgs>", '"s"', "''t''", "null", "http://a.b/c"),
    e.map((inner) => `(${inner})`),
    e.map((inner) => `"p\${${inner}}$q"`),
    e.map((inner) => `''\n  \${${inner}}\n  ''\${x} $x''`),
    e.map((inner) => `./d/\${${inner}}`),
    fc
      .array(
        fc.oneof(
          name,
          e.map((inner) => `(${inner})`),
        ),
        { maxLength: 3 },
      )
      .map((items) => `[ ${items.join(" ")} ]`),
    bindings.map((all) => `{ ${all} }`),
    bindings.map((all) => `rec{${all}}`),
  );
  const operators = ["+", "-", "*", "/", "++", "//", "==", "!=", "<", ">=", "&&", "||", "->"];
  return {
    e: fc.oneof(
      { depthSize: "small", maxDepth: 4, withCrossShrink: true },
      simple,
      fc.tuple(simple, simple).map(([fn, argument]) => `${fn} ${argument}`),
      fc.tuple(name, path).map(([target, p]) => `${target}.${p}`),
      fc.tuple(name, path, simple).map(([target, p, fallback]) => `${target}.${p} or ${fallback}`),
      fc.tuple(simple, fc.constantFrom(...operators), simple, fc.constantFrom(...operators), simple).map((parts) => parts.join(" ")),
      fc.tuple(fc.constantFrom("!", "-"), simple, fc.constantFrom(...operators), simple).map((parts) => parts.join(" ")),
      fc.tuple(simple, path).map(([target, p]) => `${target} ? ${p}`),
      fc.tuple(e, e, e).map(([condition, yes, no]) => `if ${condition} then ${yes} else ${no}`),
      fc.tuple(bindings, e).map(([all, body]) => `let ${all} in ${body}`),
      fc.tuple(e, e).map(([scope, body]) => `with ${scope}; ${body}`),
      fc.tuple(e, e).map(([condition, body]) => `assert ${condition}; ${body}`),
      e.map((body) => `x: ${body}`),
      fc.tuple(e, e).map(([fallback, body]) => `{ p, q ? ${fallback}, ... }@r: ${body}`),
    ),
  };
}).e as fc.Arbitrary<string>;

test("random programs: the same tree as Nix's", () => {
  const nix = nixVersions().at(-1) as NixInstall;
  const texts = fc.sample(program, { numRuns: 800, seed: Number(process.env.REPO_PROPERTY_SEED ?? 1) }).filter(isParsed);
  expect(texts.length).toBeGreaterThan(600);
  const both = parsedByNix(nix, [...texts, ...texts.map((text) => renderNix(text, parseNix(text)))]);
  expect(texts.filter((_, i) => both[i] !== both[texts.length + i])).toEqual([]);
});

test("every node is where it says, and its parts are within it", () => {
  for (const text of EXPRESSIONS) {
    const visit = (node: NixNode) => {
      let at = node.start;
      for (const child of childrenOf(node)) {
        expect(child.start).toBeGreaterThanOrEqual(node.start);
        expect(child.end).toBeLessThanOrEqual(node.end);
        at = child.end;
        visit(child);
      }
      expect(node.end).toBeGreaterThanOrEqual(at);
      expect(text.slice(node.start, node.end)).toBe(text.slice(node.start, node.end).trim());
    };
    visit(parseNix(text));
  }
});
