import { readFileSync } from "node:fs";
import { extname } from "node:path";
import { scriptTokens } from "./script-tokens.ts";

/** What a registry is made of besides its own text. */
export type RegistryReads =
  /** Data, or a script that uses nothing but what we supply. */
  | "nothing else"
  /** A script that imports, or looks around: whatever changes may change it. */
  | "anything";

export function registryReads(registryFile: string): RegistryReads {
  if (/^\.(json|ya?ml)$/.test(extname(registryFile))) return "nothing else";
  let text: string;
  try {
    text = readFileSync(registryFile, "utf8");
  } catch {
    return "anything";
  }
  const tokens = scriptTokens(text);
  const looksAround = tokens.some(({ type, value }, i) => {
    if (type !== "IdentifierName") return false;
    if (LOOKS_AROUND.has(value)) return true;
    // `import x from`, `import "x"` and `export ... from` alike name the module in the string behind.
    if (value === "import") return tokens[i + 1]?.type === "Punctuator" && /^[(.]$/.test(tokens[i + 1]?.value ?? "");
    return false;
  });
  const modules = tokens.flatMap(({ type, value }, i) => {
    const before = tokens[i - 1]?.value;
    return type === "StringLiteral" && (before === "from" || before === "import") ? [value.slice(1, -1)] : [];
  });
  return looksAround || modules.some((module) => module !== "nix-repo") ? "anything" : "nothing else";
}

const LOOKS_AROUND = new Set(["require", "process", "globalThis", "Bun", "eval", "Function"]);
