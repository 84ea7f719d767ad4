import type { CreateMatcher, OnSighting } from "./problem-matcher.ts";

/** What a test said of a line of its file, of which Go prints the name without the folder. */
interface Remark {
  readonly test: string;
  readonly file: string;
  readonly line: number;
  text: string;
}

/**
 * go test. Names of files come without a folder; the package, which tells it, is named when all its tests have ended:
 *
 *     --- FAIL: TestAdd (0.00s)
 *         add_test.go:12: got 3, want 4
 *     FAIL
 *     FAIL  example.com/shop/cart  0.002s
 *
 * With `-v` a test's remarks come before anybody knows how it ends.
 */
export const matchGoTest: CreateMatcher = (found) => {
  /** Of tests that have not ended. */
  const open = new Map<string, Remark[]>();
  /** Of tests that failed, until their package is named. */
  let failed: Remark[] = [];
  let test: { readonly name: string; readonly ended: "FAIL" | "PASS" | "SKIP" | undefined } | undefined;
  let last: Remark | undefined;

  const endPackage = (name: string) => {
    for (const remark of failed) tell(remark, name, found);
    failed = [];
    open.clear();
    test = undefined;
    last = undefined;
  };
  const keep = (remark: Remark) => {
    if (failed.length < MOST_REMARKS) failed.push(remark);
  };

  return {
    take(line) {
      const [, running] = /^=== (?:RUN|CONT|NAME) +(\S+)/.exec(line) ?? [];
      if (running !== undefined) {
        test = { name: running, ended: undefined };
        return;
      }
      const [, result, name] = /^\s*--- (FAIL|PASS|SKIP): (\S+) \(/.exec(line) ?? [];
      if (name !== undefined) {
        test = { name, ended: result as "FAIL" | "PASS" | "SKIP" };
        if (result === "FAIL") open.get(name)?.forEach(keep);
        open.delete(name);
        return;
      }
      const [, outcome, ended] = /^(FAIL|ok)\s+(\S+)\s+(?:[\d.]+s|\(cached\)|\[.*\])/.exec(line) ?? [];
      if (ended !== undefined) {
        if (outcome === "ok") failed = [];
        endPackage(ended);
        return;
      }
      if (test === undefined) return;
      const [, file, atLine, text = ""] = /^\s+([^\s:/]+\.go):(\d+): ?(.*)$/.exec(line) ?? [];
      if (file === undefined) {
        // testify says what is wrong some lines below.
        const [, error] = /^\s+Error:\s+(\S.*)/.exec(line) ?? [];
        if (last?.text === "" && error !== undefined) last.text = error;
        return;
      }
      last = { test: test.name, file, line: Number(atLine), text: text.trim() };
      if (test.ended === "FAIL") keep(last);
      else if (test.ended === undefined && open.size < MOST_REMARKS) {
        const remarks = open.get(test.name) ?? [];
        if (remarks.length < MOST_OF_A_TEST) remarks.push(last);
        open.set(test.name, remarks);
      }
    },
    end: () => endPackage(""),
  };
};

const MOST_REMARKS = 200;
const MOST_OF_A_TEST = 20;

/** The folder of `example.com/shop/cart` may be any end of it, as nobody knows here what the module is called: the longest that has such a file. */
function tell({ test, file, line, text }: Remark, packageName: string, found: OnSighting): void {
  const parts = packageName.split("/").slice(0, MOST_PARTS);
  const places = [...parts.keys()].map((from) => ({ file: [...parts.slice(from + 1), file].join("/"), line }));
  found({ level: "error", places, message: `${test}: ${text === "" ? "failed" : text}` });
}

const MOST_PARTS = 20;
