import yargs, { type Argv } from "yargs";
import type { Command, CommandOption } from "./command.ts";
import { type CliError, usage } from "./errors.ts";
import { STDIN } from "./input.ts";
import { checkedArgs } from "./parsed-values.ts";
import { suggestedCommand, suggestedOptions } from "./suggestion.ts";

/** The result of parsing: a command to run, or text to print (help, the version, completion). */
export type Parsed = { command: Command; args: Record<string, unknown> } | { output: string };

/** The program's version, and what its help needs. */
export interface HelpSettings {
  version: string;
  /** The width of the help, in columns. */
  width: number;
  /** The summary of each group of commands, by the group's word. */
  groups: Record<string, string>;
}

const GLOBAL = {
  json: { type: "boolean", help: "Print the API's JSON response, for programs" },
  url: { type: "string", help: "API URL (or POSTHORN_URL, the profile, ./.posthorn/twin.json)" },
  key: { type: "string", help: "API key (or POSTHORN_KEY, POSTHORN_ADMIN_KEY, the profile, the twin)" },
  tenant: { type: "string", help: "Tenant to act for, with an operator key or the admin key (or POSTHORN_TENANT)" },
  profile: { type: "string", help: 'Profile saved by `login` (or POSTHORN_PROFILE, "default")' },
} as const satisfies Record<string, CommandOption>;

const GLOBAL_GROUP = "Global options:";

/** The option that the shell's completion script passes. */
const COMPLETION = "--get-yargs-completions";

const NO_COMMAND = "no command given";

/** Parses a command line. Rejects with a `usage` error when the command line is invalid. */
export async function parseArgs(
  given: string[],
  commands: readonly Command[],
  settings: HelpSettings,
): Promise<Parsed> {
  const args = given.map((arg) => (arg === "-" ? STDIN : arg));
  try {
    return await parsed(args, commands, settings);
  } catch (error) {
    if ((error as CliError).message !== NO_COMMAND) throw error;
    const help = await parsed([...args, "--help"], commands, settings);
    throw usage(NO_COMMAND, "", "output" in help ? help.output : "");
  }
}

async function parsed(args: string[], commands: readonly Command[], settings: HelpSettings): Promise<Parsed> {
  const at: Found = { commands };
  const parser = rootParser(args, settings, at);
  for (const [group, members] of groupsOf(commands)) {
    const add = (to: Argv): Argv => members.reduce((y, member) => addCommand(y, member, at), to);
    if (members.length === 1 && members[0]?.name === group) add(parser);
    else parser.command(group, settings.groups[group] ?? group, (y) => requireCommand(add(y), group, at));
  }
  parser.completion("completion", "Print a completion script for bash or zsh");
  if (args[0] === COMPLETION) return await completed(parser);
  return await new Promise((resolve) => {
    parser.parse(args, {}, (_error: unknown, argv: Record<string, unknown>, output: string) => {
      const helping = args.some((arg) => arg === "--help" || arg === "-h");
      if (output || !at.chosen) resolve({ output: helping ? `${output}\n\n${examplesOf(at)}`.trimEnd() : output });
      else resolve({ command: at.chosen, args: checkedArgs({ ...at.chosen.options, ...GLOBAL }, argv) });
    });
  });
}

/** Below the first word, yargs parses its own arguments again for a completion. It can only print the result. */
async function completed(parser: Argv): Promise<Parsed> {
  await parser.parseAsync();
  return { output: "" };
}

/** The words of the command line that yargs has recognized so far. */
interface Found {
  commands: readonly Command[];
  group?: string;
  command?: Command;
  /** The command, once its arguments are valid. */
  chosen?: Command;
}

function rootParser(args: string[], { version, width }: HelpSettings, at: Found): Argv {
  const parser = yargs(args)
    .scriptName("posthorn")
    .usage("$0 <command>\n\nSend webhooks, see what happened to them, and repair failures.")
    .parserConfiguration(PARSING)
    .locale("en")
    .updateStrings({ "Positionals:": "Arguments:" })
    .version("version", "Show the version", version)
    .help("help", "Show help")
    .alias("help", "h")
    .strict()
    .wrap(width)
    .exitProcess(false)
    .fail((message, error) => fail(at, message, error));
  return addGlobals(parser).demandCommand(1, NO_COMMAND);
}

const PARSING = {
  "camel-case-expansion": false,
  "dot-notation": false,
  "greedy-arrays": false,
  "parse-numbers": false,
  "parse-positional-numbers": false,
};

/** A `YError` means an invalid command line. Any other error is a bug. */
function fail({ commands, group, command }: Found, message: string | null, error: Error | undefined): never {
  if (error && error.name !== "YError") throw error;
  const text = message ?? error?.message ?? "";
  if (text === NO_COMMAND) throw usage(text);
  const words = command?.name ?? group;
  throw usage(
    inPlainWords(text, command),
    ...suggestions(unknownWords(text), { commands, group, command }),
    `Run \`posthorn ${words ? `${words} ` : ""}--help\` for ${command ? "usage" : "a list of commands"}.`,
  );
}

const unknownWords = (text: string): string[] => /^Unknown arguments?: (.*)/.exec(text)?.[1]?.split(", ") ?? [];

function suggestions(unknown: string[], { commands, group, command }: Found): string[] {
  const [word] = unknown;
  if (word === undefined) return [];
  if (!command) return suggestedCommand(word, group, commands);
  return suggestedOptions(unknown, Object.keys({ ...command.options, ...GLOBAL }));
}

/** Rewrites a message of yargs. */
function inPlainWords(text: string, command: Command | undefined): string {
  const unknown = unknownWords(text);
  if (unknown.length > 0) return command ? `unknown argument: ${unknown.join(", ")}` : `unknown command: ${unknown[0]}`;
  const [, missing] = /^Missing required arguments?: (.*)/.exec(text) ?? [];
  if (missing) return `missing: --${missing.replaceAll(", ", ", --")}`;
  if (text.startsWith("Not enough non-option") && command)
    return `missing: ${valuesText(command).replace(/ ?\[.*/, "")}`;
  if (text.startsWith("Too many non-option")) return "too many arguments";
  const [, name, value, choices] = /Argument: (.*), Given: "(.*)", Choices: (.*)/.exec(text) ?? [];
  if (name) return `--${name} must be one of ${choices?.replaceAll('"', "")}, not "${value}"`;
  return text.charAt(0).toLowerCase() + text.slice(1).replace(/\s+/g, " ");
}

/** Each command defines the global options again, so that its help lists them last. */
function addGlobals(parser: Argv, { positionals = {} }: Partial<Command> = {}): Argv {
  parser.group("help", GLOBAL_GROUP);
  for (const [name, option] of Object.entries(GLOBAL)) {
    if (!(name in positionals)) parser.option(name, { ...yargsOption(option), group: GLOBAL_GROUP, global: false });
  }
  return parser;
}

const requireCommand = (y: Argv, group: string, at: Found): Argv => {
  at.group = group;
  return addGlobals(y).version(false).demandCommand(1, NO_COMMAND);
};

/** Groups the commands by their first word. Node 20 has no `Map.groupBy`. */
function groupsOf(commands: readonly Command[]): Map<string, Command[]> {
  const found = new Map<string, Command[]>();
  for (const command of commands) {
    const [group = ""] = command.name.split(" ");
    found.set(group, [...(found.get(group) ?? []), command]);
  }
  return found;
}

function addCommand(parser: Argv, command: Command, at: Found): Argv {
  const { name, summary, positionals, options } = command;
  const build = (y: Argv): Argv => {
    at.command = command;
    for (const [key, { help }] of Object.entries(positionals)) {
      // The explicit default keeps `[default: []]` out of the help of a list.
      y.positional(key, { type: "string", describe: help, default: undefined });
    }
    for (const [key, option] of Object.entries(options)) y.option(key, { ...yargsOption(option), group: "Options:" });
    return addGlobals(y, command).version(false).demandCommand(0, 0);
  };
  const choose = (): void => {
    at.chosen = command;
  };
  return parser.command(`${name.split(" ").at(-1)} ${valuesText(command)}`.trimEnd(), summary, build, choose);
}

const valuesText = ({ positionals }: Command): string =>
  Object.entries(positionals)
    .map(([key, { optional, many }]) => (optional ? `[${key}]` : `<${key}${many ? ".." : ""}>`))
    .join(" ");

const yargsOption = ({ type, help, required, choices }: CommandOption) => ({
  describe: help,
  type: type === "list" || type === "many" ? ("string" as const) : type,
  array: type === "list" || type === "many",
  demandOption: required ?? false,
  ...(choices && { choices }),
});

/** Formats the examples. Yargs would wrap long lines, which people paste. */
function examplesOf({ group, command }: Found): string {
  if (!command) return group ? "" : ROOT_EXAMPLES;
  const lines = command.examples.map(([line, comment]) => `  # ${comment}\n  posthorn ${line}`);
  return `Examples:\n${lines.join("\n\n")}`;
}

const ROOT_EXAMPLES = `Examples:
  # Save the API's URL and your keys
  posthorn login

  # Send an event and watch it arrive
  posthorn events send invoice.paid --data '{"amount":4200}' --watch

Exit codes:
  0  Success
  1  The API rejected the request, or the command did not reach its goal
  2  Invalid command line
  3  The API is unreachable`;
