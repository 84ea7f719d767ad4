import type { Result, UnitId } from "@nix-repo/model";
import { err, ok } from "@nix-repo/model";
import type { ServerRequest } from "./protocol.ts";

/** Understands a message, field by field. What it does not know of it leaves out. The error is one clause. */
export function parseRequest(line: string): Result<ServerRequest, string> {
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch {
    return err("a message is no JSON");
  }
  if (typeof message !== "object" || message === null || Array.isArray(message)) return err("a message is no object");
  try {
    return ok(requestOf(message as Fields));
  } catch (error) {
    if (error instanceof Misunderstanding) return err(error.message);
    throw error;
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** Stays in this file: saves a question after every field. */
class Misunderstanding extends Error {}

function requestOf(fields: Fields): ServerRequest {
  const id = wholeNumber(fields, "id", { from: 1 });
  switch (fields.type) {
    case "hello": {
      const { purpose } = fields;
      if (purpose !== "use" && purpose !== "end") throw new Misunderstanding('"purpose" is neither "use" nor "end"');
      return { id, type: "hello", version: text(fields, "version"), workspace: text(fields, "workspace"), purpose };
    }
    case "start":
    case "stop":
    case "restart":
      return { id, type: fields.type, units: unitIds(fields, "units") };
    case "wait-ready": {
      const timeoutMs = optional(fields, "timeoutMs", wholeNumber);
      return { id, type: "wait-ready", units: unitIds(fields, "units"), ...(timeoutMs === undefined ? {} : { timeoutMs }) };
    }
    case "events": {
      const output = optional(fields, "output", (_, name) =>
        typeof fields[name] === "boolean" ? fields[name] === true : unitIds(fields, name),
      );
      return { id, type: "events", ...(output === undefined ? {} : { output }) };
    }
    case "logs": {
      const units = optional(fields, "units", unitIds);
      const lines = optional(fields, "lines", wholeNumber);
      const sinceMs = optional(fields, "sinceMs", wholeNumber);
      const follow = optional(fields, "follow", yesOrNo);
      return {
        id,
        type: "logs",
        ...(units === undefined ? {} : { units }),
        ...(lines === undefined ? {} : { lines }),
        ...(sinceMs === undefined ? {} : { sinceMs }),
        ...(follow === undefined ? {} : { follow }),
      };
    }
    case "status":
    case "down":
      return { id, type: fields.type };
    case "cancel":
      return { id, type: "cancel", of: wholeNumber(fields, "of", { from: 1 }) };
    default:
      throw new Misunderstanding("a message has no type that is known");
  }
}

function optional<T>(fields: Fields, name: string, read: (fields: Fields, name: string) => T): T | undefined {
  return fields[name] === undefined ? undefined : read(fields, name);
}

function wholeNumber(fields: Fields, name: string, { from = 0 } = {}): number {
  const value = fields[name];
  if (!Number.isSafeInteger(value) || Number(value) < from) throw new Misunderstanding(`"${name}" is no whole number from ${from} up`);
  return Number(value);
}

function yesOrNo(fields: Fields, name: string): boolean {
  const value = fields[name];
  if (typeof value !== "boolean") throw new Misunderstanding(`"${name}" is neither true nor false`);
  return value;
}

function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== "string" || value.length > LONGEST_TEXT) throw new Misunderstanding(`"${name}" is no short text`);
  return value;
}

function unitIds(fields: Fields, name: string): readonly UnitId[] {
  const value = fields[name];
  const isList = Array.isArray(value) && value.length <= MOST_UNITS;
  if (!isList || !value.every((each) => typeof each === "string" && each.length <= LONGEST_TEXT)) {
    throw new Misunderstanding(`"${name}" is no list of names`);
  }
  // Only once each: what is done for each of them is not done a thousand times.
  return [...new Set(value as string[])];
}

/** As long as a path may be. */
const LONGEST_TEXT = 4_096;
const MOST_UNITS = 10_000;
