import type { CommandOption, CommandOptions } from "./command.ts";
import { usage } from "./errors.ts";

/** Checks the values of a command line and splits its lists. Throws a `usage` error. */
export function checkedArgs(options: CommandOptions, argv: Record<string, unknown>): Record<string, unknown> {
  const checked = Object.entries(options).map(([name, option]) => [name, checkedValue(name, option, argv[name])]);
  return { ...argv, ...Object.fromEntries(checked) };
}

function checkedValue(name: string, { type }: CommandOption, value: unknown): unknown {
  if (value === undefined || type === "many") return value;
  if (type === "list") return listOf(value);
  if (Array.isArray(value)) throw usage(`--${name} can be given only once`);
  if (value === "") throw usage(`--${name} needs a value`);
  if (Number.isNaN(value)) throw usage(`--${name} must be a number`);
  return value;
}

const listOf = (value: unknown): string[] =>
  [value].flat().flatMap((item) => {
    const parts = String(item).split(",");
    return parts.map((part) => part.trim()).filter(Boolean);
  });
