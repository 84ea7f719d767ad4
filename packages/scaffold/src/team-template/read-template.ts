import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join, posix } from "node:path";
import { err, messageOf, ok, type Result } from "@nix-repo/model";
import type { TemplateFile } from "./fill-template.ts";
import { readManifest, type TemplateManifest } from "./template-variables.ts";

/** A folder of `templates/` in the workspace. */
export interface TeamTemplate {
  readonly name: string;
  readonly folder: string;
  readonly manifest: TemplateManifest;
}

/** The names of a workspace's templates. */
export function templateNames(root: string): readonly string[] {
  try {
    const entries = readdirSync(join(root, FOLDER), { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() && !entry.name.startsWith(".") ? [entry.name] : [])).sort();
  } catch {
    return [];
  }
}

/** Where a workspace has its templates. */
const FOLDER = "templates";

/** The template of a name that is there. Fails as `template-invalid`. */
export async function readTemplate(root: string, name: string): Promise<Result<TeamTemplate>> {
  const folder = join(root, FOLDER, name);
  const file = MANIFESTS.map((each) => join(folder, each)).find((each) => lstatSync(each, { throwIfNoEntry: false })?.isFile());
  if (file === undefined) return ok({ name, folder, manifest: { variables: [] } });
  const value = await manifestValue(file);
  const read = "why" in value ? { mistakes: [value.why] } : readManifest(value.value);
  return "manifest" in read
    ? ok({ name, folder, manifest: read.manifest })
    : err({ code: "template-invalid", file, mistakes: read.mistakes });
}

const MANIFESTS = ["template.json", "template.yaml", "template.yml"];

async function manifestValue(file: string): Promise<{ readonly value: unknown } | { readonly why: string }> {
  try {
    const text = readFileSync(file, "utf8");
    if (file.endsWith(".json")) return { value: JSON.parse(text) };
    const { parse } = await import("yaml");
    return { value: parse(text) };
  } catch (error) {
    return { why: messageOf(error).split("\n")[0] ?? "" };
  }
}

/** All that is in a template but its manifest. Links that lead out of it are refused. Fails as `template-invalid`. */
export function templateFiles({ folder }: TeamTemplate): Result<readonly TemplateFile[]> {
  const files: TemplateFile[] = [];
  const mistakes: string[] = [];
  const visit = (below: string) => {
    for (const name of readdirSync(join(folder, below)).sort()) {
      const path = below === "" ? name : `${below}/${name}`;
      if (below === "" && MANIFESTS.includes(name)) continue;
      const stat = lstatSync(join(folder, path));
      if (stat.isDirectory()) visit(path);
      else if (stat.isSymbolicLink()) {
        const link = readlinkSync(join(folder, path));
        if (leadsOut(path, link)) mistakes.push(`${path} leads out of the template, to ${link}`);
        else files.push({ path, bytes: new Uint8Array(), executable: false, link });
      } else if (stat.isFile()) files.push({ path, bytes: readFileSync(join(folder, path)), executable: (stat.mode & 0o111) !== 0 });
      else mistakes.push(`${path} is no file`);
    }
  };
  visit("");
  if (files.length === 0 && mistakes.length === 0) mistakes.push("there is nothing in it");
  return mistakes.length === 0 ? ok(files) : err({ code: "template-invalid", file: folder, mistakes });
}

function leadsOut(path: string, link: string): boolean {
  if (link.startsWith("/")) return true;
  const target = posix.normalize(posix.join(posix.dirname(path), link));
  return target === ".." || target.startsWith("../");
}
