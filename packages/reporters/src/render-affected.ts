import type { Affected, AffectedReason, AffectedService } from "@nix-repo/model";
import type { Palette } from "./palette.ts";
import { padTo, widthOf } from "./text-width.ts";

/** `affected since origin/main: api, web (2 of 14 services)`. */
export function affectedLine({ base, services }: Affected, total: number): string {
  if (services.length === 0) return `nothing is affected since ${base.name} (${servicesText(total)})`;
  return `affected since ${base.name}: ${namesText({ services }, total)}`;
}

/** The same of what is staged for the next commit. */
export function stagedLine({ services }: Affected, total: number): string {
  return services.length === 0 ? "nothing staged concerns a service" : `staged: ${namesText({ services }, total)}`;
}

function namesText({ services }: Pick<Affected, "services">, total: number): string {
  const names = services.map(({ name }) => name);
  const shown = names.length <= MOST_NAMES ? names : [...names.slice(0, MOST_NAMES), `${names.length - MOST_NAMES} more`];
  return `${shown.join(", ")} (${names.length} of ${servicesText(total)})`;
}

const MOST_NAMES = 12;

function servicesText(count: number): string {
  return `${count} ${count === 1 ? "service" : "services"}`;
}

/** For each service how a change got to it: `code/api/main.go → api → web`. */
export function renderWhy({ services, tasks, elsewhere }: Affected, { palette }: { readonly palette: Palette }): string[] {
  const byName = new Map([...services, ...tasks].map((service) => [service.name, service]));
  const width = Math.max(...services.map(({ name }) => widthOf(name)), 0);
  const lines = services.flatMap(({ name, reasons }) => {
    const chains = reasons.slice(0, MOST_REASONS).map((reason) => [...chainTo(reason, byName), name].join(" → "));
    const more = reasons.length - chains.length;
    const all = more > 0 ? [...chains, palette.quiet(`and ${more} more ${more === 1 ? "reason" : "reasons"}`)] : chains;
    return all.map((chain, i) => `${padTo(i === 0 ? name : "", width)}   ${chain}`);
  });
  const others = elsewhere.length === 0 ? [] : ["", palette.quiet(elsewhereLine(elsewhere))];
  return [...lines, ...others];
}

/** Per service: who has more changed files than that knows the first ones. */
const MOST_REASONS = 3;

function elsewhereLine(files: readonly string[]): string {
  const shown = files.slice(0, MOST_REASONS).join(", ");
  const more = files.length > MOST_REASONS ? ` and ${files.length - MOST_REASONS} more` : "";
  return `changed, and of no service: ${shown}${more}`;
}

function chainTo(reason: AffectedReason, services: ReadonlyMap<string, AffectedService>, seen: ReadonlySet<string> = new Set()): string[] {
  switch (reason.kind) {
    case "everything":
      return [reason.because];
    case "new":
      return ["new in the registry"];
    case "definition":
      return [`registry: ${reason.fields.slice(0, MOST_REASONS).join(", ")}${reason.fields.length > MOST_REASONS ? ", …" : ""}`];
    case "file":
      return [reason.file, ...(reason.how === "input" && reason.verb !== undefined ? [`inputs of ${reason.verb}`] : [])];
    case "shell":
      return [...causeOfShell(reason), `devShell ${reason.shell}`];
    case "dependency": {
      const { service, through } = reason;
      // The workspace is no service: its task has the reasons.
      const node = services.has(service) ? service : (through ?? service);
      const next = services.get(node)?.reasons[0];
      const before = next === undefined || seen.has(node) ? [] : chainTo(next, services, new Set([...seen, node]));
      return [...before, through ?? service];
    }
  }
}

function causeOfShell({ lockInputs, files, from, to }: Extract<AffectedReason, { kind: "shell" }>): string[] {
  const cause = lockInputs.length > 0 ? `flake.lock (${lockInputs.join(", ")})` : files.slice(0, MOST_REASONS).join(", ");
  const derivation =
    from === undefined
      ? to === undefined
        ? []
        : ["new derivation"]
      : [`${shortName(from)} ⇒ ${to === undefined ? "none" : shortName(to)}`];
  return [...(cause === "" ? [] : [cause]), ...derivation];
}

/** `/nix/store/3kq0…-web.drv` as people recognise it: `3kq0zv2h-web.drv`. */
function shortName(derivation: string): string {
  const [, hash = "", name = ""] = /([0-9a-z]{32})-(.*)$/.exec(derivation) ?? [];
  return hash === "" ? derivation : `${hash.slice(0, 8)}-${name}`;
}

/** What `repo affected --json` prints. */
export function affectedJson({ base, services, tasks, elsewhere }: Affected): object {
  return { version: 1, kind: "affected", base, services, tasks, elsewhere };
}
