import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import type { Problem } from "@nix-repo/model";
import { findProblems } from "@nix-repo/reporters";

/** Of each file in `fixtures` (its first line says who printed it), what is found in it. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  biome: [
    "error svc/src/broken.js:1:18 Expected an expression, or an assignment but instead found ';'. (parse)",
    "error svc/src/broken.js Code formatting aborted due to parsing errors. To format code with errors, enable the 'formatter.formatWithErrors' option. (format)",
    "error svc/src/sum.ts Formatter would have printed the following content: (format)",
    "error svc/src/use.ts Formatter would have printed the following content: (format)",
    "warning svc/src/use.ts:4:5 This variable unused is unused. (lint/correctness/noUnusedVariables)",
  ],
  black: ["error svc/broken.py:1:6 Cannot parse", "error svc/ugly.py not formatted as black would"],
  "cargo-build": [
    "error svc/src/main.rs:3:20 cannot find value `missing` in this scope (E0425)",
    "error svc/src/main.rs:2:18 mismatched types (E0308)",
    "warning svc/src/lib.rs:2:9 unused variable: `unused`",
  ],
  "cargo-clippy": ["error svc/src/lib.rs:7:8 length comparison to zero", "warning svc/src/lib.rs:2:9 unused variable: `unused`"],
  "cargo-fmt": ["error svc/src/main.rs:1 not formatted as rustfmt would"],
  "cargo-test": [
    "error svc/src/lib.rs:24:31 tests::takes_the_first: called `Option::unwrap()` on a `None` value",
    "error svc/src/lib.rs:19:9 tests::adds: assertion `left == right` failed left: 3 right: 4",
    "warning svc/src/lib.rs:2:9 unused variable: `unused`",
  ],
  "dotnet-build": [
    "error svc/Shop.csproj NU1101: Unable to find package Missing. No packages exist with this id in source(s): nuget.org",
    "error svc/Cart.cs:3:5 CS1002: ; expected",
    "error svc/Price.cs:7:1 CS0246: The type or namespace name 'Money' could not be found (are you missing a using directive or an assembly reference?)",
    "warning svc/Cart.cs:2:98 CS8602: Dereference of a possibly null reference.",
  ],
  "dotnet-test": [
    "error svc/UnitTest1.cs:14 MyFirstUnitTests.UnitTest1.FailingTest: Assert.Equal() Failure: Values differ Expected: 5 Actual: 4",
    "error svc/UnitTest1.cs:28 MyFirstUnitTests.UnitTest1.MyFirstTheory(value: 6): Assert.True() Failure Expected: True Actual: False",
    "error svc/Tests.cs:9 Adds: Assert.That(total, Is.EqualTo(4)) Expected: 4 But was: 3",
    'error svc/SdkTests.cs:280 Fails ("net9.0",Debug): Assert.AreEqual failed. Expected:<1>. Actual:<-532462766>.',
    "error svc/Program.cs:3 System.InvalidOperationException: no prices",
  ],
  "eslint-compact": [
    "error svc/src/broken.js:1:18 Parsing error: Unexpected token ;",
    "error svc/src/list.js:2:9 'unused' is assigned a value but never used. (no-unused-vars)",
    "error svc/src/list.js:3:3 'console' is not defined. (no-undef)",
    "error svc/src/list.js:4:26 'missing' is not defined. (no-undef)",
    "warning svc/src/list.js:3:3 Unexpected console statement. (no-console)",
  ],
  "eslint-stylish": [
    "error svc/src/broken.js:1:18 Parsing error: Unexpected token ;",
    "error svc/src/list.js:2:9 'unused' is assigned a value but never used (no-unused-vars)",
    "error svc/src/list.js:3:3 'console' is not defined (no-undef)",
    "error svc/src/list.js:4:23 Expected '===' and instead saw '==' (eqeqeq)",
    "error svc/src/list.js:4:26 'missing' is not defined (no-undef)",
    "warning svc/src/list.js:3:3 Unexpected console statement (no-console)",
  ],
  "eslint-unix": [
    "error svc/src/broken.js:1:18 Parsing error: Unexpected token ;",
    "error svc/src/list.js:2:9 'unused' is assigned a value but never used. (no-unused-vars)",
    "error svc/src/list.js:3:3 'console' is not defined. (no-undef)",
    "error svc/src/list.js:4:26 'missing' is not defined. (no-undef)",
    "warning svc/src/list.js:3:3 Unexpected console statement. (no-console)",
  ],
  flake8: [
    "error svc/prices.py:1:1 F401 'os' imported but unused",
    "error svc/prices.py:6:31 E501 line too long (48 > 30 characters)",
    "error svc/test_prices.py:6:31 E501 line too long (32 > 30 characters)",
    "error svc/test_prices.py:8:31 E501 line too long (42 > 30 characters)",
  ],
  "flutter-analyze": [
    "error svc/lib/main.dart:8:5 Undefined name 'missing' (undefined_identifier)",
    "error svc/lib/cart.dart:5:3 The function 'total' isn't defined - did you mean 'sum'? (undefined_function)",
    "warning svc/lib/cart.dart:3:8 Unused import: 'dart:math'. Try removing the import directive (unused_import)",
    "warning svc/lib/main.dart:27:3 Don't invoke 'print' in production code (avoid_print)",
    "warning svc/lib/cart.dart:9:1 Dead code. (dead_code)",
  ],
  "flutter-test": [
    "error svc/test/sum_test.dart:24:11 test/sum_test.dart: sum adds: Expected: <4> Actual: <3>",
    "error svc/lib/cart.dart:29:12 test/cart_test.dart: throws: type 'Null' is not a subtype of type 'Map<dynamic, dynamic>' in type cast",
    'error svc/test/widget_test.dart:27:5 Expected: no matching nodes in the widget tree Actual: _TextFinder:<exactly one widget with text "0" (ignoring offstage widgets)> Which: means one was found but none were expected',
    "error svc/lib/main.dart:12:3 Expected ';' after this.",
  ],
  "gcc-missing": ["error svc/main.c:2:10 missing.h: No such file or directory"],
  gcc: [
    "error svc/sum.c:3:16 ‘c’ undeclared (first use in this function)",
    "warning svc/sum.c:2:9 unused variable ‘unused’ [-Wunused-variable]",
    "warning svc/sum.c:4:1 control reaches end of non-void function [-Wreturn-type]",
  ],
  "go-build": [
    "error svc/cart/cart.go:8:2 undefined: total",
    'error svc/cart/cart.go:12:9 cannot use "three" (untyped string constant) as int value in return statement',
    'error svc/main.go:5:2 "os" imported and not used',
    'error svc/main.go:9:2 fmt.Printf format %d has arg "x" of wrong type string',
  ],
  "go-test-verbose": ["error svc/cart/cart_test.go:19 TestAdd/commutativity: a note of a test that fails"],
  "go-test": [
    "error svc/cart/cart_test.go:14 TestAdd: Add(1, 2) = 3, want 4",
    "error svc/cart/cart_test.go:22 TestAdd/of_nothing: Not equal:",
    "error svc/cache/cache_test.go:306 panic: interface conversion: interface {} is nil, not string",
  ],
  "golangci-lint": [
    "error svc/main.go:13 Error return value of `http.ListenAndServe` is not checked (errcheck)",
    "error svc/cart/cart.go:52:12 Error return value of `cmd.Help` is not checked (errcheck)",
    "error svc/cart/cart.go:60:2 ineffectual assignment to err (ineffassign)",
  ],
  hadolint: [
    "error svc/Dockerfile:2 Use COPY instead of ADD for files and folders (DL3020)",
    "warning svc/Dockerfile:1 Always tag the version of an image explicitly (DL3006)",
    "warning svc/Dockerfile:5 Use 'cd ... || exit' or 'cd ... || return' in case cd fails. (SC2164)",
    "warning svc/Dockerfile:7 Delete the apt-get lists after installing something (DL3009)",
  ],
  jest: [
    "error svc/test/sum.test.cjs:5:23 sum › adds: expect(received).toBe(expected) // Object.is equality Expected: 4 Received: 3",
    "error svc/sum.cjs:2:30 sum › of nothing: TypeError: a is missing",
    "error svc/test/broken.test.cjs:1:1 Cannot find module '../missing.cjs' from 'test/broken.test.cjs'",
  ],
  mocha: [
    "error svc/test/sum.test.js:7:12 sum adds: AssertionError [ERR_ASSERTION]: Expected values to be strictly equal: 3 !== 4",
    "error svc/sum.js:2:30 sum of nothing: TypeError: a is missing",
  ],
  "mypy-columns": ['error svc/prices.py:11:12 Incompatible return value type (got "int", expected "str") [return-value]'],
  mypy: ['error svc/prices.py:11 Incompatible return value type (got "int", expected "str") [return-value]'],
  "nix-2.26": [
    "error svc/default.nix:3:11 undefined variable 'c'",
    "error svc/broken.nix:3:5 syntax error, unexpected '=', expecting ';'",
    "error svc/lib.nix:2:10 attribute 'missing' missing",
    "error svc/lib.nix:5:9 not for this system",
  ],
  "nix-2.8": [
    "error svc/default.nix:3:11 undefined variable 'c'",
    "error svc/broken.nix:3:5 syntax error, unexpected '=', expecting ';'",
    "error svc/lib.nix:2:10 attribute 'missing' missing",
  ],
  "node-spec": [
    "error svc/test/sum.test.js:7:12 adds: AssertionError [ERR_ASSERTION]: Expected values to be strictly equal: 3 !== 4",
    "error svc/sum.js:2:30 of nothing: TypeError [Error]: a is missing",
  ],
  "node-tap": [
    "error svc/test/sum.test.js:7:12 adds: Expected values to be strictly equal: 3 !== 4",
    "error svc/sum.js:2:30 of nothing: a is missing",
  ],
  prettier: ["error svc/src/broken.js:1:18 SyntaxError: Unexpected token", "error svc/src/use.ts not formatted as prettier would"],
  pylint: [
    "warning svc/prices.py:1 C0114: Missing module docstring (missing-module-docstring)",
    "warning svc/prices.py:4 C0116: Missing function or method docstring (missing-function-docstring)",
    "warning svc/prices.py:10 C0116: Missing function or method docstring (missing-function-docstring)",
    "warning svc/prices.py:1 W0611: Unused import os (unused-import)",
  ],
  pyright: ['error svc/prices.py:11:12 Type "int" is not assignable to return type "str"'],
  "pytest-auto": [
    "error svc/test_more.py:16 ERROR at setup of test_with_fixture: RuntimeError: no database",
    "error svc/prices.py:6 test_through_helper: ValueError: no prices: none",
    "error svc/test_prices.py:8 Prices.test_adds: AssertionError: 3 != 4",
    "error svc/prices.py:6 Prices.test_of_nothing: ValueError: no prices: none",
    "error svc/test_prices.py:15 test_plain: assert 3 == 4",
  ],
  "pytest-collection": [
    "error svc/test_import.py:1 ERROR collecting test_import.py: ModuleNotFoundError: No module named 'missing_module'",
  ],
  "pytest-line": ["error svc/prices.py:6 ValueError: no prices: none", "error svc/test_prices.py:15 assert 3 == 4"],
  "pytest-native": ["error svc/test_prices.py:15 AssertionError: assert 3 == 4"],
  "pytest-no": [
    "error svc/test_more.py test_through_helper: ValueError: no prices: none",
    "error svc/test_prices.py Prices::test_adds: AssertionError: 3 != 4",
    "error svc/test_prices.py Prices::test_of_nothing: ValueError: no prices: none",
    "error svc/test_prices.py test_plain: assert 3 == 4",
    "error svc/test_more.py test_with_fixture: RuntimeError: no database",
  ],
  "pytest-short": [
    "error svc/test_more.py:16 ERROR at setup of test_with_fixture: RuntimeError: no database",
    "error svc/prices.py:6 test_through_helper: ValueError: no prices: none",
    "error svc/test_prices.py:8 Prices.test_adds: AssertionError: 3 != 4",
    "error svc/prices.py:6 Prices.test_of_nothing: ValueError: no prices: none",
    "error svc/test_prices.py:15 test_plain: assert 3 == 4",
  ],
  "python-syntax": ["error svc/broken.py:1 SyntaxError: invalid syntax"],
  "ruff-concise": ["error svc/prices.py:1:8 F401 `os` imported but unused"],
  "ruff-format": [
    "error svc/broken.py:1:7 invalid-syntax: Expected a parameter or the end of the parameter list",
    "error svc/ugly.py:1:6 unformatted: File would be reformatted",
  ],
  "ruff-full": ["error svc/prices.py:1:8 F401 `os` imported but unused"],
  "rust-old-panics": [
    "error svc/src/lib.rs:11:9 tests::it_adds: assertion failed: `(left == right)` left: `4`, right: `5`: it's wrong",
    "error svc/src/lib.rs:10:9 main: Make this test fail",
  ],
  shellcheck: [
    "error svc/report.sh:9:3 Couldn't parse this if expression. Fix to allow more checks. [SC1073]",
    "warning svc/report.sh:4:7 Use $(...) notation instead of legacy backticks `...`. [SC2006]",
    "warning svc/report.sh:6:1 Use 'cd ... || exit' or 'cd ... || return' in case cd fails. [SC2164]",
  ],
  "tsc-pretty": [
    "error svc/src/use.ts:3:7 TS2322: Type 'number' is not assignable to type 'string'.",
    "error svc/src/use.ts:3:30 TS2345: Argument of type 'string' is not assignable to parameter of type 'number'.",
    "error svc/src/use.ts:5:20 TS2304: Cannot find name 'missing'.",
  ],
  tsc: [
    "error svc/src/use.ts:3:7 TS2322: Type 'number' is not assignable to type 'string'.",
    "error svc/src/use.ts:3:30 TS2345: Argument of type 'string' is not assignable to parameter of type 'number'.",
    "error svc/src/use.ts:5:20 TS2304: Cannot find name 'missing'.",
  ],
  unittest: [
    "error svc/prices.py:6 test_of_nothing: ValueError: no prices: none",
    "error svc/test_prices.py:8 test_adds: AssertionError: 3 != 4",
  ],
  vitest: [
    "error svc/test/broken.test.ts:1:1 Error: Cannot find module '../missing.ts' imported from '/w/svc/test/broken.test.ts'",
    "error svc/test/sum.test.ts:6:23 sum > adds: AssertionError: expected 3 to be 4 // Object.is equality",
    "error svc/sum.ts:2:24 sum > of nothing: TypeError: a is missing",
  ],
  "workflow-commands": ["error svc/src/app.js:1:5 Missing 50% of the semicolons", "warning svc/a,b.js:3 Missing semicolon"],
};

/** What is there, in the folder of the service in which all these tools ran. */
const FILES = new Set(
  [
    "Cart.cs",
    "Dockerfile",
    "Price.cs",
    "Program.cs",
    "SdkTests.cs",
    "Shop.csproj",
    "Tests.cs",
    "UnitTest1.cs",
    "a,b.js",
    "broken.nix",
    "broken.py",
    "cache/cache_test.go",
    "cart/cart.go",
    "cart/cart_test.go",
    "default.nix",
    "lib.nix",
    "lib/cart.dart",
    "lib/main.dart",
    "main.c",
    "main.go",
    "prices.py",
    "report.sh",
    "src/app.js",
    "src/broken.js",
    "src/lib.rs",
    "src/list.js",
    "src/main.rs",
    "src/sum.ts",
    "src/use.ts",
    "src/x",
    "sum.c",
    "sum.cjs",
    "sum.js",
    "sum.ts",
    "test/broken.test.cjs",
    "test/broken.test.ts",
    "test/sum.test.cjs",
    "test/sum.test.js",
    "test/sum.test.ts",
    "test/sum_test.dart",
    "test/widget_test.dart",
    "test_import.py",
    "test_more.py",
    "test_prices.py",
    "ugly.py",
  ].map((file) => `/w/svc/${file}`),
);

const FIXTURES = join(import.meta.dirname, "fixtures");

test.each(readdirSync(FIXTURES))("%s", (name) => {
  const lines = readFileSync(join(FIXTURES, name), "utf8").split("\n");
  expect(lines[0]).toMatch(/^# \S/);
  const problems = findProblems(lines, { folder: "/w/svc", root: "/w", exists: (path) => FILES.has(path) });
  expect(problems.map(shown)).toEqual(EXPECTED[name.replace(/\.txt$/, "")]);
});

function shown({ level, file, line, column, message }: Problem): string {
  return `${level} ${[file, line, column].filter((part) => part !== undefined).join(":")} ${message}`;
}
