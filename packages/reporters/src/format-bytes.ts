/** `830 kB`, `12.5 MB`, `1.2 GB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const exponent = Math.min(UNITS.length, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** exponent;
  return `${value.toFixed(value < 100 ? 1 : 0).replace(/\.0$/, "")} ${UNITS[exponent - 1]}`;
}

const UNITS = ["kB", "MB", "GB", "TB"] as const;
