import type { Context } from "./context.ts";

/** A value after the command's name. */
export interface Positional {
  does: string;
  optional?: true;
  /** One or more of them. */
  many?: true;
}

/** `list`: several in one, separated by commas, or given again. `many`: given again, commas belong to the value. */
export interface Option {
  type: "string" | "number" | "boolean" | "list" | "many";
  does: string;
  required?: true;
  choices?: readonly string[];
}

type ValueOf<O extends Option> = O["type"] extends "boolean"
  ? boolean
  : O["type"] extends "number"
    ? number
    : O["type"] extends "list" | "many"
      ? string[]
      : string;

type PositionalOf<P extends Positional> = P extends { many: true }
  ? string[]
  : P extends { optional: true }
    ? string | undefined
    : string;

export type Positionals = Record<string, Positional>;
export type Options = Record<string, Option>;

/** What a command is given, by name. */
export type ArgsOf<P extends Positionals, O extends Options> = { [K in keyof P]: PositionalOf<P[K]> } & {
  [K in keyof O]: O[K] extends { required: true } ? ValueOf<O[K]> : ValueOf<O[K]> | undefined;
};

interface Spec<P extends Positionals, O extends Options> {
  /** Its words: `deliveries list`. */
  name: string;
  /** One line. */
  does: string;
  /** The routes of the API that it makes use of. */
  routes?: readonly string[];
  /** In this order. */
  positionals?: P;
  options?: O;
  /** Command lines without the program's name, and what each is for. */
  examples: readonly (readonly [line: string, what: string])[];
  run(args: ArgsOf<P, O>, context: Context): Promise<void>;
}

/** A command whose arguments' types are known to itself alone. */
export type Command = Required<Omit<Spec<Positionals, Options>, "run">> & {
  run(args: Record<string, unknown>, context: Context): Promise<void>;
};

/** Declares a command: its arguments are typed by what it says of them. */
export function command<
  const P extends Positionals = Record<never, never>,
  const O extends Options = Record<never, never>,
>(spec: Spec<P, O>): Command {
  const { positionals = {}, options = {}, routes = [], run, ...rest } = spec;
  return { ...rest, positionals, options, routes, run: (args, context) => run(args as ArgsOf<P, O>, context) };
}

/** Those of every list. */
export const paging = {
  limit: { type: "number", does: "how many on a page, 1 to 250 (50)" },
  after: { type: "string", does: "the `next` of the page before" },
  all: { type: "boolean", does: "all pages" },
  ids: { type: "boolean", does: "the ids alone, one a line, for other commands" },
} as const satisfies Options;

/** Those of every list by time. */
export const window = {
  since: { type: "string", does: "from this instant on: 2h, 3d, or 2026-01-31T12:00Z" },
  until: { type: "string", does: "up to this instant" },
} as const satisfies Options;

/** Those of every command that makes something. */
export const creating = {
  data: { type: "string", does: "the body as JSON: text, @file, or - for stdin; other options go over it" },
  "idempotency-key": { type: "string", does: "makes it safe to send again within 24 h" },
} as const satisfies Options;
