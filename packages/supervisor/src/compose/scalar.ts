import type { ScalarNode } from "./node.ts";

/**
 * What a scalar without quotes means, by the rules of the parser that compose uses (go-yaml v3: YAML 1.2 with the numbers of 1.1; `yes` and `on` stay texts).
 * @returns its value, and the text that compose makes of it where it wants one: `8` of `010`, `1.5` of `1.50`.
 */
export function plainScalar(source: string): Pick<ScalarNode, "value" | "text"> {
  if (NULL.test(source)) return { value: null, text: "" };
  if (BOOLEAN.test(source)) return { value: source.toLowerCase() === "true", text: source.toLowerCase() };
  if (!/^[-+.\d]/.test(source)) return { value: source, text: source };
  const digits = source.replaceAll("_", "");
  if (INTEGER.test(digits)) {
    const value = integer(digits);
    return { value: Number(value), text: value.toString() };
  }
  if (FLOAT.test(digits)) return { value: Number(digits), text: floatText(Number(digits)) };
  return { value: source, text: source };
}

const NULL = /^(?:~|null|Null|NULL)?$/;
const BOOLEAN = /^(?:true|True|TRUE|false|False|FALSE)$/;
const INTEGER = /^[-+]?(?:0b[01]{1,64}|0o?[0-7]{1,22}|0x[\da-fA-F]{1,16}|[1-9]\d{0,19}|0)$/;
const FLOAT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;

function integer(digits: string): bigint {
  const sign = digits.startsWith("-") ? -1n : 1n;
  const magnitude = digits.replace(/^[-+]/, "").replace(/^0(?=[0-7]+$)/, "0o");
  return sign * BigInt(magnitude);
}

/** As Go prints it: exponents have two digits, from 1e+21 up and below 1e-4. */
function floatText(value: number): string {
  const size = Math.abs(value);
  if (value !== 0 && (size < 1e-4 || size >= 1e21)) return value.toExponential().replace(/e([-+])(\d)$/, "e$10$2");
  return Object.is(value, -0) ? "-0" : String(value);
}
