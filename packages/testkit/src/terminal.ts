import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface TerminalOptions {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly columns?: number;
  readonly rows?: number;
  /** The command leads the terminal's session, as a person's shell does, so that closing the terminal is told to it. Its exit code is then not known. */
  readonly leadsSession?: true;
}

/** A real pseudo-terminal, kept by tmux on a server of its own: what is typed goes in as keys, what a person would see comes out. */
export interface Terminal extends Disposable {
  /** tmux's names for keys: "C-c", "Enter", or text with `{ literal: true }`. */
  press(...keys: readonly string[]): void;
  type(text: string): void;
  /** The visible screen and what has scrolled away, trailing blanks removed. */
  screen(): string;
  /** Waits until the screen shows what is asked for. Fails after `timeoutMs` with the screen as it is. */
  waitFor(pattern: RegExp | string, timeoutMs?: number): Promise<string>;
  /** Waits until the command has ended; its exit code. */
  exitCode(timeoutMs?: number): Promise<number>;
  resize(columns: number, rows: number): void;
  /** As a person closes the window. */
  close(): void;
}

export function openTerminal({ command, cwd, env, columns = 100, rows = 30, leadsSession }: TerminalOptions): Terminal {
  const socket = `repo-test-${randomBytes(6).toString("hex")}`;
  const tmux = (...args: readonly string[]) =>
    execFileSync("tmux", ["-L", socket, "-f", "/dev/null", ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  const variables = Object.entries({ TERM: "screen-256color", ...env }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${value}`],
  );
  // tmux itself now and then misses the status of a command that ends just as its terminal closes.
  const statusFile = join(mkdtempSync(join(tmpdir(), "repo-terminal-")), "status");
  const watched = ["sh", "-c", 'trap : INT TERM HUP; "$@"; status=$?; echo "$status" >"$0"; exit "$status"', statusFile];
  // The pane stays when the command has ended, so that its last screen and its exit code can be read.
  const setup = ["set-option", "-g", "remain-on-exit", "on", ";", "set-option", "-g", "history-limit", "20000", ";"];
  tmux(
    ...setup,
    "new-session",
    "-d",
    "-x",
    String(columns),
    "-y",
    String(rows),
    "-c",
    cwd,
    "env",
    "-i",
    ...variables,
    ...(leadsSession ? [] : watched),
    ...command,
  );

  const poll = async <T>(what: string, timeoutMs: number, attempt: () => T | undefined): Promise<T> => {
    const end = Date.now() + timeoutMs;
    for (;;) {
      const value = attempt();
      if (value !== undefined) return value;
      if (Date.now() > end) throw new Error(`${what} did not happen within ${timeoutMs} ms; the screen shows:\n${screen()}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const screen = () =>
    tmux("capture-pane", "-p", "-J", "-S", "-")
      .split("\n")
      .map((line) => line.trimEnd())
      .join("\n")
      .trimEnd();

  return {
    press: (...keys) => void tmux("send-keys", ...keys),
    type: (text) => void tmux("send-keys", "-l", "--", text),
    screen,
    waitFor: (pattern, timeoutMs = 15_000) =>
      poll(`"${pattern}"`, timeoutMs, () => {
        const text = screen();
        return (typeof pattern === "string" ? text.includes(pattern) : pattern.test(text)) ? text : undefined;
      }),
    exitCode: (timeoutMs = 15_000) => poll("the end of the command", timeoutMs, () => statusIn(statusFile)),
    close: () => void tmux("kill-server"),
    resize: (newColumns, newRows) => void tmux("resize-window", "-x", String(newColumns), "-y", String(newRows)),
    [Symbol.dispose]() {
      spawnSync("tmux", ["-L", socket, "kill-server"]);
      // What watches the command may still be writing its status.
      rmSync(dirname(statusFile), { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

function statusIn(file: string): number | undefined {
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, "utf8").trim();
  return text === "" ? undefined : Number(text);
}
