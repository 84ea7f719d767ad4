import { DockerfileParser, type From } from "dockerfile-ast";
import { validate } from "dockerfile-utils";

/** What is wrong with a Dockerfile, as hadolint would say it; a line each. Nothing where it is as it should be. */
export function mistakesIn(text: string): readonly string[] {
  return [...syntaxMistakes(text), ...bases(text), ...user(text), ...commands(text), ...instructions(text)];
}

/** What Docker itself would not take, and what it warns of. */
function syntaxMistakes(text: string): readonly string[] {
  return validate(text).map(({ message, range }) => `${range.start.line + 1}: ${message}`);
}

/** Every base has a tag that is a version, or is a stage above. */
function bases(text: string): readonly string[] {
  const froms = DockerfileParser.parse(text).getFROMs();
  return froms.flatMap((from, index) => {
    const image = from.getImage() ?? "";
    if (froms.slice(0, index).some((above) => above.getBuildStage() === image)) return [];
    const tag = from.getImageTag();
    if (tag === null) return [`the base ${image} has no tag`];
    return /\d/.test(tag) || STATIC.test(image) ? [] : [`the tag of ${image} is no version`];
  });
}

/** Images whose versions are in their names, and Debian's releases, which have names for versions. */
const STATIC = /^gcr\.io\/distroless\/\S+-debian\d+:|^debian:(bookworm|trixie)\b/;

/** The last stage runs as somebody without rights. */
function user(text: string): readonly string[] {
  const last = lastStage(text);
  if (last === undefined) return ["there is no stage"];
  const named = last.instructions.filter(({ word }) => word === "USER").at(-1)?.rest;
  if (named === undefined) return WITHOUT_RIGHTS.test(last.image) ? [] : ["the last stage runs as root"];
  return /^(root|0)(:|$)/.test(named) ? ["the last stage runs as root"] : [];
}

/** Images that name such a user themselves. */
const WITHOUT_RIGHTS = /^nginxinc\/nginx-unprivileged:|:nonroot$/;

/** What is started hears signals itself: no shell stands before it. The image of nginx has a command of its own. */
function commands(text: string): readonly string[] {
  const started = lastStage(text)?.instructions.filter(({ word }) => word === "CMD" || word === "ENTRYPOINT") ?? [];
  if (started.length === 0 && !/^nginx/.test(lastStage(text)?.image ?? "")) return ["nothing is started"];
  return started.flatMap(({ word, rest }) => (rest.startsWith("[") ? [] : [`${word} is a line of shell`]));
}

function instructions(text: string): readonly string[] {
  return DockerfileParser.parse(text)
    .getInstructions()
    .flatMap((instruction) => {
      const word = instruction.getKeyword();
      const rest = instruction.getArgumentsContent() ?? "";
      if (word === "ADD") return ["ADD where COPY would do"];
      if (word === "RUN" && /\bsudo\b|\bcd \//.test(rest)) return [`RUN ${rest}`];
      return [];
    });
}

interface Stage {
  readonly image: string;
  readonly instructions: readonly { readonly word: string; readonly rest: string }[];
}

function lastStage(text: string): Stage | undefined {
  const dockerfile = DockerfileParser.parse(text);
  const from: From | undefined = dockerfile.getFROMs().at(-1);
  if (from === undefined) return undefined;
  const start = from.getRange().start.line;
  return {
    image: from.getImage() ?? "",
    instructions: dockerfile
      .getInstructions()
      .filter((instruction) => instruction.getRange().start.line >= start)
      .map((instruction) => ({ word: instruction.getKeyword(), rest: instruction.getArgumentsContent() ?? "" })),
  };
}
