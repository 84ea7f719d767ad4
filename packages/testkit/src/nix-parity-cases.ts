import type { ShellSpec } from "./nix-flakes.ts";

/**
 * A devShell and a caller, for which a command's environment must be what `nix develop` gives, variable by variable. Three documented exceptions:
 * the caller's temporary directory stays (NIX_BUILD_TOP, TMP, TMPDIR, TEMP, TEMPDIR), the files of structured attributes lie elsewhere, and PWD is
 * the folder where the command was asked to start, whatever a hook did with `cd`.
 */
export interface ParityCase {
  readonly title: string;
  readonly shell: ShellSpec;
  /** Over a caller's plain environment; undefined takes a variable away. */
  readonly caller?: Readonly<Record<string, string | undefined>>;
  /** What the hook prints on stdout, where `nix develop` leaves it. */
  readonly prints?: string;
  /** The hook ends the shell: no command starts, and this is the exit code. */
  readonly exitCode?: number;
  /** What the hook does depends on the caller, which a record of it cannot follow. */
  readonly hookHeedsCaller?: boolean;
  /** Old Nix cannot make a shell of it at all: then both must fail alike. */
  readonly notBefore?: string;
}

const AWKWARD = {
  NEWLINES: "one\ntwo\n\nthree\n",
  QUOTES: `it's "quoted" \`ticks\` ''two''`,
  DOLLARS: "$HOME ${HOME} $(echo no) \\$x !history",
  UNICODE: "grün 日本 \u{1f980} e\u0301",
  SPACES: "  leading and trailing\t ",
  RETURNS: "a\rb\r\n",
  BACKSLASHES: "\\n \\\\ \\t end\\",
  EQUALS: "=a=b=",
  GLOB: "* ? [a-z] ~ {a,b}",
  EMPTY: "",
};

const EXPORTED_FUNCTION = { "BASH_FUNC_greet%%": '() {  echo "hello $1"\n}' };

export const parityCases: readonly ParityCase[] = [
  { title: "plain variables", shell: { env: { GREETING: "hello", COUNT: "3" } } },
  { title: "values that need quoting", shell: { env: AWKWARD } },
  { title: "values that need quoting, under a hook", shell: { env: AWKWARD, shellHook: ":" } },
  { title: "values of the caller that need quoting", shell: { env: { A: "1" } }, caller: AWKWARD },
  { title: "programs of the shell before those of the caller", shell: { programs: { tool: "#!/bin/sh\necho tool\n" } } },
  {
    title: "a caller with folders of its own on PATH",
    shell: { programs: { tool: "#!/bin/sh\n" } },
    caller: { PATH: "/opt/a b/bin:/usr/bin::/bin:" },
  },
  { title: "a caller without PATH", shell: { env: { A: "1" } }, caller: { PATH: undefined } },
  { title: "XDG_DATA_DIRS of the shell alone", shell: { setup: "export XDG_DATA_DIRS=/shell/share\n" } },
  { title: "XDG_DATA_DIRS of the caller alone", shell: {}, caller: { XDG_DATA_DIRS: "/caller/share" } },
  {
    title: "XDG_DATA_DIRS of both",
    shell: { setup: "export XDG_DATA_DIRS=/shell/share\n" },
    caller: { XDG_DATA_DIRS: "/caller/share:/usr/share" },
  },
  { title: "XDG_DATA_DIRS of the caller, empty", shell: { setup: "export XDG_DATA_DIRS=/shell/share\n" }, caller: { XDG_DATA_DIRS: "" } },
  {
    title: "XDG_DATA_DIRS of both under a hook",
    shell: { setup: "XDG_DATA_DIRS=/only/set\n", shellHook: "A=1" },
    caller: { XDG_DATA_DIRS: "/caller" },
  },
  {
    title: "a variable that the caller exports and the shell only sets",
    shell: { setup: "ONLY_SET=shell\n" },
    caller: { ONLY_SET: "caller" },
  },
  { title: "a variable that the shell only sets", shell: { setup: "ONLY_SET=shell\n" } },
  {
    title: "arrays where the caller exports variables",
    shell: { setup: "declare -a LIST=(a 'b c')\ndeclare -A MAP=([x]=1 ['y z']='2 3')\ndeclare -a EMPTY_LIST=()\n" },
    caller: { LIST: "caller", MAP: "caller", EMPTY_LIST: "caller" },
  },
  {
    title: "arrays under a hook that reads them",
    shell: {
      setup: "declare -a LIST=(a 'b c')\ndeclare -A MAP=(['y z']='2 3')\n",
      shellHook: 'export SEEN="${LIST[1]}|${MAP["y z"]}|${#LIST[@]}"',
    },
    caller: { LIST: "caller" },
  },
  {
    title: "structured attributes",
    shell: { structuredAttrs: true, attributes: 'env = { A = "1"; B = "two words"; };\nlist = [ "x" "y z" ];\nset.key = "value";\n' },
    notBefore: "2.26",
  },
  {
    title: "structured attributes under a hook",
    shell: { structuredAttrs: true, attributes: 'env = { A = "1"; };\nlist = [ "x" "y z" ];\n', shellHook: 'export SEEN="${list[1]}"' },
    notBefore: "2.26",
  },
  { title: "readonly, integer and lower-case variables", shell: { setup: "declare -rx RX=1\ndeclare -ix IX=5\ndeclare -lx LX=ABC\n" } },
  {
    title: "readonly, integer and lower-case variables that the caller has too",
    shell: { setup: "declare -rx RX=1\ndeclare -ix IX=5\ndeclare -lx LX=ABC\n" },
    caller: { RX: "caller", IX: "caller", LX: "caller" },
  },
  {
    title: "a path of an output",
    shell: { attributes: 'OUTPUT = "${placeholder "out"}/lib";\nTWO = "${placeholder "out"}:${placeholder "out"}";\n' },
  },
  { title: "several outputs", shell: { attributes: 'outputs = [ "out" "dev" ];\nDEV = "${placeholder "dev"}/include";\n' } },
  {
    title: "a path of an output under a hook",
    shell: { attributes: 'OUTPUT = "${placeholder "out"}/lib";\n', shellHook: "export SEEN=$out" },
  },
  { title: "a hook that exports", shell: { env: { BASE: "x" }, shellHook: 'export HOOKED="from $BASE"\nexport BASE=changed' } },
  { title: "a hook that extends PATH", shell: { shellHook: "export PATH=$PWD/bin:$PATH" } },
  {
    title: "a hook that puts folders around PATH and XDG_DATA_DIRS, and copies them",
    shell: {
      programs: { tool: "#!/bin/sh\n" },
      shellHook: "export PATH=$PWD/bin:$PATH:/after\nexport XDG_DATA_DIRS=/hook/share:$XDG_DATA_DIRS\nexport COPY=$PATH ALL=$XDG_DATA_DIRS",
    },
    caller: { PATH: "/opt/a b/bin:/usr/bin:/bin", XDG_DATA_DIRS: "/caller/share" },
  },
  {
    title: "a hook that puts a folder before XDG_DATA_DIRS, which the caller does not have",
    shell: { shellHook: "export XDG_DATA_DIRS=/hook/share:$XDG_DATA_DIRS" },
    caller: { XDG_DATA_DIRS: undefined },
  },
  {
    title: "a hook that takes the shell's own folder off PATH",
    shell: { programs: { tool: "#!/bin/sh\n" }, shellHook: "export PATH=${PATH#*:}\nexport FIRST=${PATH%%:*}" },
    caller: { PATH: "/opt/a b/bin:/usr/bin:/bin" },
  },
  { title: "a hook that sets PATH anew", shell: { shellHook: "export PATH=/usr/bin:/bin" }, caller: { PATH: "/opt/x:/usr/bin:/bin" } },
  {
    title: "a hook that sets what the caller exports",
    shell: {
      env: { BASE: "x" },
      setup: "ONLY_SET=shell\n",
      shellHook: "CALLERS=hook\nONLY_SET=hook\nLIST=(a b)\nLANG=C.UTF-8\nexport -n BASE\nTERM=hook\nunset LC_TIME",
    },
    caller: { CALLERS: "x", ONLY_SET: "x", LIST: "x", BASE: "y", LANG: "de_DE.UTF-8", LC_TIME: "C.UTF-8" },
  },
  {
    title: "a hook with values that need quoting",
    shell: { shellHook: `export A=$'one\\n"two"\\t'"it's" B="grün 日本 \u{1f980}" C='$HOME' D= E="  x "` },
  },
  { title: "a hook that unsets", shell: { env: { GONE: "x" }, shellHook: "unset GONE CALLERS" }, caller: { CALLERS: "x" } },
  { title: "a hook that calls stdenv's functions", shell: { shellHook: "addToSearchPath HOOKED_PATH /usr\nrunHook nothing || true" } },
  { title: "a hook that prints", shell: { shellHook: "echo welcome; printf 'no newline'" }, prints: "welcome\nno newline" },
  { title: "a hook with a command that fails", shell: { shellHook: "false\nexport AFTER=1" } },
  { title: "a hook that exits", shell: { shellHook: "exit 3" }, exitCode: 3 },
  { title: "a hook that exits successfully", shell: { shellHook: "exit 0" }, exitCode: 0 },
  { title: "a hook that fails under set -e", shell: { shellHook: "set -e\nfalse" }, exitCode: 1 },
  { title: "a hook with unset variables under set -u", shell: { shellHook: 'set -u\necho "$NO_SUCH_VARIABLE"' }, exitCode: 1 },
  { title: "a hook with a syntax error", shell: { shellHook: "if then" } },
  { title: "a hook that changes directory", shell: { shellHook: "cd nix && export THERE=$PWD" } },
  { title: "a hook that changes directory and back", shell: { shellHook: "cd nix; cd .." } },
  {
    title: "a hook that sets traps and options",
    shell: { shellHook: "set -euo pipefail\nset -f\nIFS=:\ntrap 'echo bye' EXIT\ntrap : DEBUG\nshopt -s nullglob" },
  },
  {
    title: "a hook that defines commands of the same names",
    shell: { shellHook: "cd() { return 1; }\nunset() { return 1; }\nexport() { return 1; }\ntype() { return 1; }" },
  },
  { title: "a hook that counts its arguments", shell: { shellHook: "export ARGUMENTS=$#" } },
  { title: "a hook that exports a function", shell: { shellHook: "hooked() { echo hooked; }\nexport -f hooked" } },
  { title: "a hook of blanks", shell: { shellHook: "  \n\t\n" } },
  { title: "a caller's shellHook", shell: { env: { A: "1" } }, caller: { shellHook: "exit 9" } },
  { title: "a caller without SHELL", shell: { env: { A: "1" } }, caller: { SHELL: undefined } },
  { title: "a caller with another SHELL", shell: { env: { A: "1" } }, caller: { SHELL: "/usr/bin/fish" } },
  { title: "a caller's SHELL under a hook", shell: { shellHook: "export SEEN=$SHELL" }, caller: { SHELL: "/usr/bin/fish" } },
  {
    title: "variables with names of the builder's",
    shell: {},
    caller: { name: "caller", out: "caller", system: "caller", builder: "caller", IFS: "x", PS4: "p" },
  },
  { title: "a caller's temporary directory", shell: {}, caller: { TMP: "/var/tmp", TEMP: "/caller", TZ: "UTC", NIX_BUILD_TOP: "/caller" } },
  {
    title: "names that bash cannot hold",
    shell: {},
    caller: { "a.b": "1", "npm_config_//registry/:_token": "x y", "1st": "2", "a-b": "" },
  },
  { title: "names that bash cannot hold, under a hook", shell: { shellHook: "A=1" }, caller: { "a.b": "1\n2", "a-b": "" } },
  { title: "an exported function of the caller's", shell: {}, caller: EXPORTED_FUNCTION },
  {
    title: "an exported function of the caller's under a hook",
    shell: { shellHook: "export SEEN=$(greet you)" },
    caller: EXPORTED_FUNCTION,
    hookHeedsCaller: true,
  },
  {
    title: "an exported function of the caller's that the shell defines too",
    shell: { setup: "greet() { echo theirs; }\n" },
    caller: EXPORTED_FUNCTION,
  },
  { title: "a deep SHLVL", shell: {}, caller: { SHLVL: "7" } },
  { title: "a SHLVL at bash's limit", shell: {}, caller: { SHLVL: "998" } },
  { title: "a SHLVL that is no number", shell: {}, caller: { SHLVL: "many" } },
  { title: "no SHLVL", shell: {}, caller: { SHLVL: undefined } },
  { title: "an OLDPWD that is a folder", shell: {}, caller: { OLDPWD: "/usr" } },
  { title: "an OLDPWD that is gone", shell: {}, caller: { OLDPWD: "/no/such/folder" } },
  { title: "an OLDPWD under a hook", shell: { shellHook: "export SEEN=${OLDPWD-none}" }, caller: { OLDPWD: "/usr" } },
  { title: "a PWD of somewhere else", shell: {}, caller: { PWD: "/usr" } },
  { title: "no PWD", shell: {}, caller: { PWD: undefined } },
  { title: "variables of bash's own", shell: {}, caller: { BASH: "x", RANDOM: "5", HOSTTYPE: "h", OPTIND: "3", SECONDS: "9", UID: "7" } },
  { title: "the last argument of the caller's last command", shell: {}, caller: { _: "/usr/bin/caller" } },
  { title: "a file that bash reads first", shell: {}, caller: { BASH_ENV: "/dev/null" } },
  { title: "options of the caller's shell", shell: {}, caller: { SHELLOPTS: "braceexpand:hashall:interactive-comments" } },
  { title: "a caller's locale", shell: {}, caller: { LC_ALL: "C.UTF-8", LANG: "de_DE.UTF-8" } },
];

/** The devShell's attribute name of a case. */
export function parityShellName(index: number): string {
  return `case-${index}`;
}

/** A caller's environment, with a temporary directory for what `nix develop` leaves behind at every call, and with nothing in it that the machine's developer happens to have. */
export function parityCaller({ bin, cwd, temporary }: { bin: string; cwd: string; temporary?: string }): Record<string, string> {
  return {
    PATH: `${bin}:/usr/local/bin:/usr/bin:/bin`,
    HOME: cwd,
    USER: "somebody",
    TERM: "dumb",
    LANG: "C.UTF-8",
    SHELL: "/bin/sh",
    ...(temporary === undefined ? {} : { TMPDIR: temporary }),
    PWD: cwd,
    SHLVL: "1",
  };
}
