import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { rawMembers } from "../core/kit/raw-json.ts";
import { usage } from "./errors.ts";
import type { Io } from "./io.ts";

/** Replaces `-` on the command line, because yargs reads a lone `-` as a missing value. */
export const STDIN = "@-";

export const isStdin = (value: string): boolean => value === "-" || value === STDIN;

/** Reads an option's value: the text itself, a file (`@file`), or stdin (`-`). */
export async function textOf(value: string, io: Pick<Io, "stdin" | "cwd">): Promise<string> {
  if (!isStdin(value) && !value.startsWith("@")) return value;
  return new TextDecoder().decode(isStdin(value) ? await stdinBytes(io) : fileBytes(value.slice(1), io));
}

/** Reads a secret, without the newline that editors and `echo` add at the end. */
export const secretOf = async (
  value: string | undefined,
  io: Pick<Io, "stdin" | "cwd">,
): Promise<string | undefined> => (value === undefined ? undefined : (await textOf(value, io)).replace(/\r?\n$/, ""));

export async function stdinBytes({ stdin }: Pick<Io, "stdin">): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

export function fileBytes(path: string, { cwd }: Pick<Io, "cwd">): Buffer {
  try {
    return readFileSync(resolve(cwd, path));
  } catch (error) {
    throw usage(`cannot read ${path}: ${(error as NodeJS.ErrnoException).code}`);
  }
}

/** Reads an option's value as JSON, and keeps its text. Throws a `usage` error when it is not JSON. */
export async function jsonOf(value: string, option: string, io: Pick<Io, "stdin" | "cwd">): Promise<string> {
  const text = (await textOf(value, io)).trim();
  try {
    JSON.parse(text);
  } catch (error) {
    throw usage(`${option} is not valid JSON: ${(error as Error).message}`);
  }
  return text;
}

/**
 * Builds a request body. The fields from options override the fields of `--data`, which keep their raw text. Undefined
 * fields are left out.
 */
export async function bodyOf(data: string | undefined, fields: object, io: Pick<Io, "stdin" | "cwd">): Promise<string> {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  const base = data === undefined ? "{}" : await jsonOf(data, "--data", io);
  if (given.length === 0) return base;
  if (!base.startsWith("{")) throw usage("--data must be a JSON object when other options override it");
  const members = new Map([
    ...rawMembers(base),
    ...given.map(([name, value]) => [name, JSON.stringify(value)] as const),
  ]);
  return `{${[...members].map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(",")}}`;
}

/** Parses `name: value` and `name=value` into an object. */
export function pairs(values: string[] | undefined, option: string): Record<string, string> | undefined {
  if (!values) return undefined;
  return Object.fromEntries(
    values.map((value) => {
      const [, name = "", text = ""] = /^([^:=]+)[:=]\s*(.*)$/s.exec(value) ?? [];
      if (!name) throw usage(`${option} must be "name: value", not "${value}"`);
      return [name.trim(), text];
    }),
  );
}

const UNITS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Parses an age (`90s`, `2h`, `3d`) or a date into the date-time that the API accepts. */
export function isoTime(value: string | undefined, option: string, nowMs: number): string | undefined {
  if (value === undefined) return undefined;
  const [, count = "", unit = ""] = /^(\d+(?:\.\d+)?)([smhdw])$/.exec(value) ?? [];
  const ms = unit ? nowMs - Number(count) * (UNITS[unit] ?? 0) : Date.parse(withZone(value));
  if (Number.isNaN(ms)) throw usage(`${option} must be an age such as 2h or 3d, or a date, not "${value}"`);
  return new Date(ms).toISOString();
}

/** Parses the values of `--since` and `--until`. */
export const timesOf = ({ since, until }: TimeRange, nowMs: number) => ({
  since: isoTime(since, "--since", nowMs),
  until: isoTime(until, "--until", nowMs),
});

interface TimeRange {
  since: string | undefined;
  until: string | undefined;
}

/** A date without a zone is in UTC, like every time that the CLI prints. */
const withZone = (value: string): string => (/(Z|[+-]\d\d:?\d\d)$/i.test(value) ? value : `${value.trim()}Z`);
