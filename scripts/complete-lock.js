// Adds to package-lock.json the optional packages of other platforms that the registry at hand did not offer when the lock was written: without
// them `npm ci` takes the lock for outdated, on every platform. Their versions stand in the packages that want them.
import { readFileSync, writeFileSync } from "node:fs";

const file = process.argv[2] ?? "package-lock.json";
const lock = JSON.parse(readFileSync(file, "utf8"));
let added = 0;

for (const [key, entry] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isLocked(key, name)) continue;
    lock.packages[`node_modules/${name}`] = {
      version: versionIn(range),
      ...(entry.dev ? { dev: true } : {}),
      optional: true,
      ...platformIn(name),
    };
    added += 1;
  }
}
const { "": root, ...packages } = lock.packages;
lock.packages = { "": root, ...Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, "en"))) };
writeFileSync(file, `${JSON.stringify(lock, undefined, 2)}\n`);
console.log(`${added} optional packages of other platforms added to ${file}`);

/** Whether a package is found from the place of the one that wants it, as Node looks for it. */
function isLocked(from, name) {
  const parts = from === "" ? [] : from.split("/");
  return parts
    .concat("")
    .some((_, n) => lock.packages[[...parts.slice(0, parts.length - n), "node_modules", name].join("/")] !== undefined);
}

function versionIn(range) {
  const version = /\d+\.\d+\.\d+\S*/.exec(range)?.[0];
  if (version === undefined) throw new Error(`no version in the range "${range}"`);
  return version;
}

/** npm leaves a package of another platform alone only where the lock says which platform it is for. */
function platformIn(name) {
  const systems = {
    linux: "linux",
    darwin: "darwin",
    macos: "darwin",
    windows: "win32",
    win32: "win32",
    android: "android",
    freebsd: "freebsd",
    openharmony: "openharmony",
    wasm32: "wasm32",
  };
  const processors = {
    x64: "x64",
    arm64: "arm64",
    aarch64: "arm64",
    arm: "arm",
    armv7: "arm",
    ia32: "ia32",
    ppc64: "ppc64",
    s390x: "s390x",
    riscv64: "riscv64",
    loong64: "loong64",
    wasm32: "wasm32",
  };
  const words = name.split(/[/@-]/);
  const os = words.map((word) => systems[word]).find(Boolean);
  const cpu = words.map((word) => processors[word]).find(Boolean);
  if (os === undefined || cpu === undefined) throw new Error(`${name} does not name its platform`);
  return { cpu: [cpu], os: [os] };
}
