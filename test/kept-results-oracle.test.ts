import { createHash } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { git, oracleRandom, runRepo } from "@nix-repo/testkit";

/**
 * Random edits of a random workspace; after each the outputs of a run that takes kept results have to be those of a run without any in a fresh copy, byte for byte
 * and mode for mode, and each task has to be kept if and only if it ran before on what it declares.
 */
const SEED = Number(process.env.REPO_RESULTS_SEED ?? 1);
const EDITS = Number(process.env.REPO_RESULTS_EDITS ?? 40);

/** Reads the service's files and what it depends on; tells names, modes and contents, and copies the files. */
const SCRIPT = `mkdir -p out/sub
for file in $(find . -path ./out -prune -o ! -type d ! -name '*.log' -print | sort); do
  echo "$file"
  if [ -h "$file" ]; then readlink "$file"; else cat "$file"; fi
done >out/all
for file in src/*; do if [ ! -h "$file" ] && [ "\${file%.log}" = "$file" ]; then cp -p "$file" out/sub/; fi; done
ln -s all out/link
echo "\${FLAG-} $(cat ../toolchain.txt) $COMMAND" >out/flag
for needed in $NEEDED; do cat "../$needed/out/all" "../$needed/out/flag" >>out/all; done
chmod 755 out/flag
echo "built $(wc -c <out/all)"`;

interface Service {
  readonly needs: readonly string[];
  command: string;
}

test(`seed ${SEED}: what is kept is what would be made`, async () => {
  const random = oracleRandom(SEED, "kept results");
  const base = mkdtempSync(join(tmpdir(), "repo-results-"));
  const root = join(base, "workspace");
  const services = new Map<string, Service>();
  let toolchain = 1;
  let flag: string | undefined;
  const pick = <T>(list: readonly T[]): T => list[random.below(list.length)] as T;
  const write = (path: string, content: string) => {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  const writeRegistry = () => {
    const entries = [...services].map(([name, { needs, command }]) => [
      name,
      {
        path: name,
        dependsOn: needs,
        verbs: {
          build: {
            run: ["sh", "-euc", SCRIPT],
            outputs: ["out/**"],
            dependsOn: ["^build"],
            env: { COMMAND: command, NEEDED: needs.join(" "), FLAG: true },
          },
        },
      },
    ]);
    const registry = { services: Object.fromEntries(entries), hostToolchain: [["cat", "toolchain.txt"]] };
    write("services.config.json", JSON.stringify(registry));
  };
  for (let i = 0; i < 5; i++) {
    const needs = [...services.keys()].filter(() => random.below(3) === 0);
    services.set(`s${i}`, { needs, command: "a" });
    for (let j = 0; j <= random.below(4); j++) write(`s${i}/src/f${j}`, `${i} ${j}\n`);
  }
  write(".gitignore", "out/\n*.log\n.repo/\n");
  write("toolchain.txt", "1\n");
  writeRegistry();
  git(root, "init", "--quiet");
  git(root, "add", "--all");
  git(root, "commit", "--quiet", "--message", "first");

  const sourcesOf = (name: string) => readdirSync(join(root, name, "src")).map((file) => `${name}/src/${file}`);
  const edits: Readonly<Record<string, () => void>> = {
    nothing: () => undefined,
    content: () => write(pick(sourcesOf(pick([...services.keys()])).filter((path) => !isLink(join(root, path)))), `${random.below(3)}\n`),
    add: () => write(`${pick([...services.keys()])}/src/n${random.below(4)}`, `${random.below(3)}\n`),
    "add what is ignored": () => write(`${pick([...services.keys()])}/src/x.log`, `${random.below(100)}\n`),
    remove() {
      const files = sourcesOf(pick([...services.keys()]));
      if (files.length > 1) rmSync(join(root, pick(files)));
    },
    rename() {
      const service = pick([...services.keys()]);
      renameSync(join(root, pick(sourcesOf(service))), join(root, service, "src", `r${random.below(3)}`));
    },
    mode() {
      const file = join(root, pick(sourcesOf(pick([...services.keys()]))));
      if (!isLink(file)) chmodSync(file, pick([0o644, 0o755]));
    },
    symlink() {
      const link = join(root, pick([...services.keys()]), "src", "link");
      rmSync(link, { force: true });
      symlinkSync(pick(["f0", "nowhere"]), link);
    },
    command() {
      pick([...services.values()]).command = pick(["a", "b"]);
      writeRegistry();
    },
    toolchain() {
      toolchain = 1 + random.below(2);
      write("toolchain.txt", `${toolchain}\n`);
    },
    variable() {
      flag = pick([undefined, "1", "2"]);
    },
    "outputs removed": () => rmSync(join(root, pick([...services.keys()]), "out"), { recursive: true, force: true }),
    "outputs edited": () => {
      const file = join(root, pick([...services.keys()]), pick(["out/all", "out/flag", "out/new", "out/sub/new"]));
      if (existsSync(join(file, ".."))) writeFileSync(file, "edited\n");
    },
    "an output turned into something else": () => {
      const file = join(root, pick([...services.keys()]), pick(["out/all", "out/sub", "out/link"]));
      rmSync(file, { recursive: true, force: true });
      if (!existsSync(join(file, ".."))) return;
      if (random.below(2) === 0) mkdirSync(file);
      else symlinkSync("/etc/hostname", file);
    },
    "one byte of the store": () => flipOneByte(join(base, "cache/repo"), random.below),
    stash: () => git(root, "stash", "--quiet", "--include-untracked"),
    commit: () => {
      git(root, "add", "--all");
      git(root, "commit", "--quiet", "--allow-empty", "--message", "next");
    },
    checkout: () => git(root, "checkout", "--quiet", "--force", "HEAD"),
  };

  const env = () => ({
    PATH: "/usr/bin:/bin",
    HOME: base,
    XDG_CACHE_HOME: join(base, "cache"),
    LANG: "C.UTF-8",
    ...(flag === undefined ? {} : { FLAG: flag }),
  });
  const build = async (cwd: string, ...flags: readonly string[]) => {
    const run = await runRepo(["build", "--all", "--json", "--provider", "host", ...flags], { cwd, env: env() });
    if (run.exitCode !== 0) throw new Error(run.stderr + run.stdout);
    return JSON.parse(run.stdout) as { tasks: readonly { task: string; outcome: string }[] };
  };
  /** What a task declares. */
  const declared = (name: string): string => {
    const { needs = [], command } = services.get(name) ?? {};
    const files = snapshot(join(root, name), (path) => path !== "out" && !path.endsWith(".log"));
    return digest([files, command, toolchain, flag, ...needs.map(declared)]);
  };

  const known = new Set<string>();
  const counts = { edits: 0, kept: 0, ran: 0 };
  try {
    for (let i = 0; i < EDITS; i++) {
      const edit = pick(Object.keys(edits));
      edits[edit]?.();
      if (edit === "stash" || edit === "checkout") restoreModel();
      const about = `seed ${SEED}, edit ${i}: ${edit}`;
      const { tasks } = await build(root);
      const copy = join(base, "copy");
      cpSync(root, copy, {
        recursive: true,
        verbatimSymlinks: true,
        mode: 0,
        filter: (path) => !/\/(out|\.repo|\.git)$/.test(path),
      });
      await build(copy, "--cache=off");
      for (const name of services.keys()) {
        expect([about, name, snapshot(join(root, name, "out"))]).toEqual([about, name, snapshot(join(copy, name, "out"))]);
      }
      rmSync(copy, { recursive: true });
      for (const name of services.keys()) {
        const { outcome } = tasks.find(({ task }) => task === `${name}:build`) ?? {};
        const key = `${name} ${declared(name)}`;
        // What was damaged has to be made again, and what others lost with it as well.
        if (edit !== "one byte of the store") expect([about, name, outcome]).toEqual([about, name, known.has(key) ? "kept" : "passed"]);
        known.add(key);
        counts[outcome === "kept" ? "kept" : "ran"] += 1;
      }
      // What was damaged is found when it is read: nothing is known of what is left in the store.
      if (edit === "one byte of the store") {
        rmSync(join(base, "cache"), { recursive: true, force: true });
        rmSync(join(root, ".repo"), { recursive: true, force: true });
        known.clear();
        await build(root);
        for (const name of services.keys()) known.add(`${name} ${declared(name)}`);
      }
      counts.edits += 1;
    }
    expect(counts.edits).toBe(EDITS);
    expect(counts.kept).toBeGreaterThan(0);
  } finally {
    rmSync(base, { recursive: true, force: true });
  }

  /** After git has put back what was committed. */
  function restoreModel(): void {
    toolchain = Number(readFileSync(join(root, "toolchain.txt"), "utf8"));
    const registry = JSON.parse(readFileSync(join(root, "services.config.json"), "utf8"));
    for (const [name, service] of services) service.command = registry.services[name].verbs.build.env.COMMAND;
  }
}, 600_000);

function isLink(path: string): boolean {
  return lstatSync(path).isSymbolicLink();
}

/** Every path below a folder, with its mode and content. */
function snapshot(folder: string, isMeant: (path: string) => boolean = () => true, within = ""): readonly (readonly [string, string])[] {
  if (!existsSync(join(folder, within))) return [];
  return readdirSync(join(folder, within), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = within === "" ? entry.name : `${within}/${entry.name}`;
      if (!isMeant(path)) return [];
      const absolute = join(folder, path);
      if (entry.isDirectory()) return snapshot(folder, isMeant, path);
      if (entry.isSymbolicLink()) return [[path, `-> ${readlinkSync(absolute)}`] as const];
      return [[path, `${(lstatSync(absolute).mode & 0o777).toString(8)} ${readFileSync(absolute, "utf8")}`] as const];
    });
}

function digest(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}

function flipOneByte(folder: string, below: (limit: number) => number): void {
  if (!existsSync(folder)) return;
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const entry = files[below(Math.max(1, files.length))];
  if (entry === undefined) return;
  const path = join(entry.parentPath, entry.name);
  const content = readFileSync(path);
  if (content.length === 0) return;
  const at = below(content.length);
  content[at] = (content[at] ?? 0) ^ (1 << below(8));
  chmodSync(path, 0o600);
  writeFileSync(path, content);
}
