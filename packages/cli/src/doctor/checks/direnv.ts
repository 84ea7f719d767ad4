import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { err, findOnPath, ok, type Result, type Variables } from "@nix-repo/model";
import { displayPath } from "@nix-repo/reporters";
import { shellWord } from "@nix-repo/scaffold";
import { askProgram } from "../ask-program.ts";
import type { Check, Checked } from "../check.ts";
import type { Surroundings } from "../surroundings.ts";
import { typedPath } from "../typed-path.ts";

/** Whether direnv loads the workspace's `.envrc`, for those who have one. */
export const direnvCheck: Check = {
  name: "direnv",
  async run(surroundings: Surroundings) {
    const { io, env, root, isCi } = surroundings;
    if (isCi) return [];
    const program = findOnPath("direnv", { path: env.PATH, cwd: root });
    const file = envrcAbove(surroundings);
    const allowed = program === undefined || file === undefined ? undefined : await askAllowed(program, file, env);
    const shell = basename(env.SHELL ?? "");
    const findings = direnv({ program, file, root, cwd: io.cwd, allowed, shell, hookedBy: hookedBy(shell, env) });
    return findings.map((finding) =>
      finding.check === "direnv" && allowed === "no" ? { ...finding, remedy: allowing(program, file, surroundings) } : finding,
    );
  },
};

/** As direnv itself looks for it, but not beyond the repository. */
function envrcAbove({ root, repository }: Surroundings): string | undefined {
  for (let folder = root; ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".envrc"))) return join(folder, ".envrc");
    if (repository === undefined || folder === repository.workTree || folder === dirname(folder)) return undefined;
  }
}

export interface DirenvFacts {
  readonly program: string | undefined;
  /** The `.envrc`, absolute. */
  readonly file: string | undefined;
  readonly root: string;
  /** Where commands are typed. */
  readonly cwd: string;
  readonly allowed: Allowed | undefined;
  /** The user's: `bash`. */
  readonly shell: string;
  /** Where direnv is hooked into that shell. */
  readonly hookedBy: string | undefined;
}

/** `denied`: the user has said no. */
type Allowed = "yes" | "no" | "denied" | "unknown";

export function direnv({ program, file, root, cwd, allowed, shell, hookedBy }: DirenvFacts): readonly Checked[] {
  const check = "direnv";
  if (file === undefined)
    return [
      { check, severity: "fine", what: program === undefined ? "not installed, and there is no .envrc" : "there is no .envrc to load" },
    ];
  const name = displayPath(file, root);
  if (program === undefined)
    return [
      {
        check,
        severity: "warning",
        what: `not installed, and there is ${name}`,
        why: "Shells and editors do not get the devShell by themselves; repo does without.",
        fix: "Install it:",
        command: "nix profile install nixpkgs#direnv",
      },
    ];
  return [
    allowed === "yes"
      ? { check, severity: "fine", what: `${name} is allowed` }
      : {
          check,
          severity: "warning",
          what:
            allowed === "denied"
              ? `${name} is denied`
              : allowed === "no"
                ? `${name} is not allowed`
                : `it does not say whether ${name} is allowed`,
          why: "direnv loads nothing that has not been allowed as it is now: after each change of it, read it and allow it again.",
          fix: "Having read it:",
          command: `direnv allow ${typedPath(file, cwd)}`,
        },
    hookedBy === undefined ? noHook(shell) : { check: "direnv hook", severity: "fine", what: hookedBy },
  ];
}

function noHook(shell: string): Checked {
  const [file, line] = HOOKS[shell] ?? [];
  return {
    check: "direnv hook",
    severity: "warning",
    what: `not found in what ${shell === "" ? "your shell" : shell} reads when it starts`,
    why: "Without it direnv never runs, and shells in the workspace do not get the devShell.",
    fix: file === undefined ? "See https://direnv.net/docs/hook.html for your shell." : "Add it, then open a new terminal:",
    ...(file === undefined ? {} : { command: `echo ${shellWord(line ?? "")} >>${file}` }),
  };
}

const HOOKS: Readonly<Record<string, readonly [file: string, line: string]>> = {
  bash: ["~/.bashrc", 'eval "$(direnv hook bash)"'],
  zsh: ["~/.zshrc", 'eval "$(direnv hook zsh)"'],
  fish: ["~/.config/fish/config.fish", "direnv hook fish | source"],
};

async function askAllowed(program: string, file: string, env: Variables): Promise<Allowed> {
  const answer = await askProgram(program, ["status"], { cwd: dirname(file), env });
  return answer.kind === "said" ? parseAllowed(answer.stdout) : "unknown";
}

/** Newer versions print a number where older ones say true or false. */
export function parseAllowed(status: string): Allowed {
  const said = /^Found RC allowed (\w+)$/m.exec(status)?.[1];
  if (said === "true" || said === "0") return "yes";
  if (said === "2") return "denied";
  return said === undefined ? "unknown" : "no";
}

function allowing(program = "direnv", file = ".envrc", { env, root }: Surroundings) {
  const name = displayPath(file, root);
  return {
    question: `let direnv load ${name}, as it is now?`,
    // It runs whatever the file says.
    harmless: false,
    async apply(): Promise<Result<string>> {
      const answer = await askProgram(program, ["allow", file], { cwd: dirname(file), env });
      if (answer.kind === "said" && answer.exitCode === 0) return ok(`allowed ${name}`);
      const said = answer.kind === "said" ? answer.stderr.trim() : "no answer in time";
      return err({ code: "usage", message: `direnv does not allow ${name}: ${said}` });
    },
  };
}

/** Whoever loads something by it has it. Otherwise the files that the shell reads are looked at: a mention is enough, since frameworks have their own ways. */
function hookedBy(shell: string, env: Variables): string | undefined {
  if (env.DIRENV_DIR !== undefined || env.DIRENV_DIFF !== undefined) return "it has loaded this shell's environment";
  const home = env.HOME ?? "/";
  const mentioning = filesOf(shell, env).find((file) => mentionsDirenv(file));
  return mentioning === undefined ? undefined : mentioning.startsWith(`${home}/`) ? `~${mentioning.slice(home.length)}` : mentioning;
}

function filesOf(shell: string, env: Variables): readonly string[] {
  const home = env.HOME ?? "/";
  const config = env.XDG_CONFIG_HOME || join(home, ".config");
  const zsh = env.ZDOTDIR || home;
  switch (shell) {
    case "bash":
      return [join(home, ".bashrc"), join(home, ".bash_profile"), join(home, ".profile"), "/etc/bash.bashrc", "/etc/bashrc"];
    case "zsh":
      return [join(zsh, ".zshrc"), join(zsh, ".zshenv"), "/etc/zshrc", "/etc/zsh/zshrc"];
    case "fish":
      return [
        join(config, "fish/config.fish"),
        ...fishFiles(join(config, "fish/conf.d")),
        ...fishFiles("/etc/fish/conf.d"),
        "/etc/fish/config.fish",
        ...fishFiles("/usr/share/fish/vendor_conf.d"),
      ];
    case "nu":
      return [join(config, "nushell/config.nu"), join(config, "nushell/env.nu")];
    default:
      return [];
  }
}

function fishFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function mentionsDirenv(file: string): boolean {
  try {
    return readFileSync(file, "utf8")
      .split("\n")
      .some((line) => /\bdirenv\b/.test(line) && !/^\s*#/.test(line));
  } catch {
    return false;
  }
}
