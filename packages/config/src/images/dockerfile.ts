/** A stage of a Dockerfile, as far as it matters from outside. */
export interface BuildStage {
  /** In small letters, as docker takes it; undefined where it has none. */
  readonly name: string | undefined;
  /** What it starts from: an image, or an earlier stage. */
  readonly from: string;
  /** The ports that it says its containers listen on. Those in variables are not known. */
  readonly exposed: readonly number[];
}

/**
 * The stages of a Dockerfile in order. What docker would not understand is passed over: docker says what is wrong with it.
 * Source: Dockerfile reference, "Parser directives", "FROM", "EXPOSE", "Here-Documents".
 */
export function stagesOf(dockerfile: string): readonly BuildStage[] {
  const stages: { name: string | undefined; from: string; exposed: number[] }[] = [];
  for (const [instruction, ...words] of instructionsIn(dockerfile)) {
    if (instruction === "FROM") {
      const [from, as, name] = words.filter((word) => !word.startsWith("--"));
      if (from !== undefined) stages.push({ name: as?.toUpperCase() === "AS" ? name?.toLowerCase() : undefined, from, exposed: [] });
    }
    if (instruction === "EXPOSE") stages.at(-1)?.exposed.push(...words.flatMap(portIn));
  }
  return stages;
}

/** What the image of a stage listens on: also what it has from the stages that it starts from. The last stage unless one is named. */
export function exposedPorts(stages: readonly BuildStage[], target?: string): readonly number[] {
  const found = target === undefined ? stages.length - 1 : stages.findIndex(({ name }) => name === target.toLowerCase());
  const ports: number[] = [];
  for (let at = found; at >= 0; ) {
    const { from = "", exposed = [] } = stages[at] ?? {};
    ports.unshift(...exposed);
    at = stages.slice(0, at).findLastIndex(({ name }) => name === from.toLowerCase());
  }
  return [...new Set(ports)];
}

/** The words of each instruction, the first one in capitals. */
function* instructionsIn(dockerfile: string): Generator<readonly string[]> {
  const lines = dockerfile.replace(/^\uFEFF/, "").split(/\r?\n/);
  const continues = escapeOf(lines);
  let open = "";
  let endings: readonly string[] = [];
  for (const line of lines) {
    const [ending] = endings;
    if (ending !== undefined) {
      // `<<-EOF` allows tabs before its end.
      if (line === ending || line.replace(/^\t+/, "") === ending) endings = endings.slice(1);
      continue;
    }
    // Comments and, for historical reasons, empty lines may stand in the middle of an instruction.
    if (/^\s*(#|$)/.test(line)) continue;
    const text = line.trimEnd();
    if (text.endsWith(continues)) {
      open += `${text.slice(0, -1)} `;
      continue;
    }
    const whole = open + text;
    open = "";
    endings = heredocsOf(whole);
    yield wordsOf(whole);
  }
  if (open !== "") yield wordsOf(open);
}

function wordsOf(instruction: string): readonly string[] {
  const [first = "", ...words] = instruction.trim().split(/\s+/);
  return [first.toUpperCase(), ...words];
}

/** Directives stand in comments before everything else: `# escape=\``. */
function escapeOf(lines: readonly string[]): string {
  for (const line of lines) {
    const directive = /^\s*#\s*([a-z]+)\s*=\s*(\S*)\s*$/i.exec(line);
    if (directive === null) break;
    if (directive[1]?.toLowerCase() === "escape") return directive[2] === "`" ? "`" : "\\";
  }
  return "\\";
}

/** What ends each text that stands below an instruction. */
function heredocsOf(instruction: string): readonly string[] {
  if (!/^\s*(ONBUILD\s+)?(RUN|COPY|ADD)\s/i.test(instruction)) return [];
  return [...instruction.matchAll(/(?<!<)<<-?(["']?)([A-Za-z_][A-Za-z0-9_.-]*)\1/g)].flatMap(([, , ending]) => ending ?? []);
}

/** `80`, `80/tcp`; of what goes by UDP nobody can open a page. */
function portIn(word: string): number[] {
  const [, port] = /^(\d{1,5})(?:\/tcp)?$/i.exec(word) ?? [];
  return port === undefined ? [] : [Number(port)];
}
