import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SCHEMA_DIGEST } from "./schema-digest.generated.ts";

/**
 * Whether exactly this value was found valid before, by exactly this version.
 *
 * In the executable, loading the validation and validating 8, 100 and 1,000 services takes 2, 10 and 40 ms; writing the value as JSON and comparing
 * it with what is kept takes 0.2, 0.4 and 3. It is the text that is kept, not its digest: loading node:crypto takes 2 ms. A value that is no plain data
 * is never kept: JSON leaves out functions, so that it would be the same as a value that has none.
 */
export interface KeptValidation {
  isKept(): boolean;
  /** Remembers that the value is valid, in `.repo/registry-valid`; where that cannot be written nothing is lost but time. */
  keep(): void;
}

export function keptValidation({
  value,
  isPlain,
  root,
  version,
}: {
  value: unknown;
  isPlain: boolean;
  root: string;
  version: string;
}): KeptValidation {
  const text = isPlain ? textOf(value, version) : undefined;
  const folder = join(root, ".repo");
  const file = join(folder, "registry-valid");
  return {
    isKept: () => text !== undefined && readIfThere(file) === text,
    keep: () => {
      if (text !== undefined) writeWhole({ folder, file, text });
    },
  };
}

/** Undefined for what JSON cannot write, which is a mistake that validation will word: a list that holds itself, a bigint. */
function textOf(value: unknown, version: string): string | undefined {
  try {
    return `${version} ${SCHEMA_DIGEST}\n${JSON.stringify(value)}\n`;
  } catch {
    return undefined;
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function writeWhole({ folder, file, text }: { folder: string; file: string; text: string }): void {
  const fresh = `${file}.${process.pid}`;
  try {
    if (mkdirSync(folder, { recursive: true }) !== undefined) writeFileSync(join(folder, ".gitignore"), "*\n");
    writeFileSync(fresh, text);
    renameSync(fresh, file);
  } catch {
    removeIfThere(fresh);
  }
}

function removeIfThere(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Where not even that can be asked for, nothing was written.
  }
}
