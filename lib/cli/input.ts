import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { rawMembers } from "../core/kit/raw-json.ts";
import { usage } from "./errors.ts";
import type { Io } from "./io.ts";

/** How `-` is written for yargs, which takes a lone one for no value at all. */
export const STDIN = "@-";

export const isStdin = (value: string): boolean => value === "-" || value === STDIN;

/** The text that a value stands for: itself, a file's (`@file`), or stdin's (`-`). */
export async function textOf(value: string, io: Pick<Io, "stdin" | "cwd">): Promise<string> {
  if (!isStdin(value) && !value.startsWith("@")) return value;
  return new TextDecoder().decode(isStdin(value) ? await stdinBytes(io) : fileBytes(value.slice(1), io));
}

/** A secret from a file or a pipe ends with the newline that editors and `echo` add. */
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

/** JSON text as it was given. */
export async function jsonOf(value: string, option: string, io: Pick<Io, "stdin" | "cwd">): Promise<string> {
  const text = (await textOf(value, io)).trim();
  try {
    JSON.parse(text);
  } catch (error) {
    throw usage(`${option} is not JSON: ${(error as Error).message}`);
  }
  return text;
}

/**
 * A body: the fields that options gave, over those of `--data`, whose values keep their raw text. Fields that
 * are undefined are left out.
 */
export async function bodyOf(data: string | undefined, fields: object, io: Pick<Io, "stdin" | "cwd">): Promise<string> {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  const base = data === undefined ? "{}" : await jsonOf(data, "--data", io);
  if (given.length === 0) return base;
  if (!base.startsWith("{")) throw usage("--data must be a JSON object when other options go over it");
  const members = new Map([
    ...rawMembers(base),
    ...given.map(([name, value]) => [name, JSON.stringify(value)] as const),
  ]);
  return `{${[...members].map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(",")}}`;
}

/** `name: value` or `name=value`, as an object. */
export function pairs(values: string[] | undefined, option: string): Record<string, string> | undefined {
  if (!values) return undefined;
  return Object.fromEntries(
    values.map((value) => {
      const [, name = "", text = ""] = /^([^:=]+)[:=]\s*(.*)$/s.exec(value) ?? [];
      if (!name) throw usage(`${option} takes "name: value", not ${value}`);
      return [name.trim(), text];
    }),
  );
}

const UNITS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** An instant as the API takes it: a time ago (`90s`, `2h`, `3d`), or a date. */
export function instant(value: string | undefined, option: string, nowMs: number): string | undefined {
  if (value === undefined) return undefined;
  const [, count = "", unit = ""] = /^(\d+(?:\.\d+)?)([smhdw])$/.exec(value) ?? [];
  const ms = unit ? nowMs - Number(count) * (UNITS[unit] ?? 0) : Date.parse(withZone(value));
  if (Number.isNaN(ms)) throw usage(`${option} takes a time ago such as 2h or 3d, or an instant, not ${value}`);
  return new Date(ms).toISOString();
}

/** An instant that names no zone is in UTC, as all that is printed. */
const withZone = (value: string): string => (/(Z|[+-]\d\d:?\d\d)$/i.test(value) ? value : `${value.trim()}Z`);
