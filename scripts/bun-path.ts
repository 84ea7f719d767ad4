import { createRequire } from "node:module";
import { join } from "node:path";

/** Where the Bun is that the executable is made with. */
export function bunPath(): string {
  const arch = process.arch === "arm64" ? "aarch64" : process.arch;
  const require = createRequire(import.meta.url);
  for (const name of [`@oven/bun-${process.platform}-${arch}`, `@oven/bun-${process.platform}-${arch}-baseline`]) {
    try {
      return join(require.resolve(`${name}/package.json`), "../bin/bun");
    } catch {
      // Not the package of this platform.
    }
  }
  throw new Error(`no Bun for ${process.platform}-${process.arch}: npm install brings it as an optional dependency`);
}
