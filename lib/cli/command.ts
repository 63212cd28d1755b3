import { confirmed } from "./confirm.ts";
import type { Context } from "./context.ts";

/** An argument that follows the command's name. */
export interface Positional {
  help: string;
  optional?: true;
  /** Takes one or more values. */
  many?: true;
}

/**
 * An option. A `list` takes several values, separated by commas or with the option repeated. A `many` takes one value
 * each time the option is repeated, and a comma belongs to the value.
 */
export interface CommandOption {
  type: "string" | "number" | "boolean" | "list" | "many";
  help: string;
  required?: true;
  choices?: readonly string[];
}

type ValueOf<O extends CommandOption> = O["type"] extends "boolean"
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
export type CommandOptions = Record<string, CommandOption>;

/** A command's positionals and options, by name. */
export type ArgsOf<P extends Positionals, O extends CommandOptions> = { [K in keyof P]: PositionalOf<P[K]> } & {
  [K in keyof O]: O[K] extends { required: true } ? ValueOf<O[K]> : ValueOf<O[K]> | undefined;
};

interface Spec<P extends Positionals, O extends CommandOptions> {
  /** The words that select the command: `deliveries list`. */
  name: string;
  /** One line for the help: an imperative verb first, no period. */
  summary: string;
  /** The API routes that the command calls. */
  routes?: readonly string[];
  /** In the order of the command line. */
  positionals?: P;
  options?: O;
  /** Command lines without the program's name. The comment says what each does. */
  examples: readonly (readonly [line: string, comment: string])[];
  /** For a command that destroys something: the question to ask first. Adds the option `--yes`, which skips it. */
  confirm?(args: ArgsOf<P, O>): string;
  run(args: ArgsOf<P, O>, context: Context): Promise<void>;
}

/** A command whose argument types only its `run` knows. */
export type Command = Required<Omit<Spec<Positionals, CommandOptions>, "run" | "confirm">> & {
  run(args: Record<string, unknown>, context: Context): Promise<void>;
};

/** Declares a command. The types of its arguments are inferred from its positionals and options. */
export function command<
  const P extends Positionals = Record<never, never>,
  const O extends CommandOptions = Record<never, never>,
>(spec: Spec<P, O>): Command {
  const { positionals = {}, options: own = {}, routes = [], run, confirm, ...rest } = spec;
  const options = confirm ? { ...own, yes: YES } : own;
  return {
    ...rest,
    positionals,
    options,
    routes,
    async run(given, context) {
      const args = given as ArgsOf<P, O>;
      if (confirm && !given.yes) await confirmed(context, confirm(args));
      await run(args, context);
    },
  };
}

const YES: CommandOption = { type: "boolean", help: "Don't ask for confirmation" };

/** The options of every list. */
export const paging = {
  limit: { type: "number", help: "Results per page, 1 to 250 (default 50)" },
  after: { type: "string", help: "Cursor: the `next` value of the previous page" },
  all: { type: "boolean", help: "Fetch all pages" },
  ids: { type: "boolean", help: "Print only the IDs, one per line, for other commands" },
} as const satisfies CommandOptions;

/** The options of every command that reads a range of time. */
export const timeRange = {
  since: { type: "string", help: "Start time: an age (2h, 3d) or a date (2026-01-31T12:00Z)" },
  until: { type: "string", help: "End time, in the same formats (default now)" },
} as const satisfies CommandOptions;

/** The options of every command that watches. */
export const polling = {
  interval: { type: "number", help: "Seconds between polls (default 1)" },
  timeout: { type: "number", help: "Seconds to wait before giving up" },
} as const satisfies CommandOptions;

/** The options of every command that creates a resource. */
export const creating = {
  data: { type: "string", help: "Request body as JSON: text, @file, or -; options override it" },
  "idempotency-key": { type: "string", help: "Key that makes a repeat within 24 h safe" },
} as const satisfies CommandOptions;
