import yargs, { type Argv } from "yargs";
import type { Command, Option } from "./command.ts";
import { type CliError, usage } from "./errors.ts";
import { STDIN } from "./input.ts";
import { checkedArgs } from "./parsed-values.ts";

/** What a command line asks for: a command, or a text to print (help, the version, completion). */
export type Parsed = { command: Command; args: Record<string, unknown> } | { output: string };

export interface About {
  version: string;
  /** Of the terminal. */
  width: number;
  /** What each group of commands is about. */
  groups: Record<string, string>;
}

const GLOBAL = {
  json: { type: "boolean", does: "print the API's own answer, for programs" },
  url: { type: "string", does: "the API, else POSTHORN_URL, the profile, ./.posthorn/twin.json" },
  key: { type: "string", does: "the key, else POSTHORN_KEY, POSTHORN_ADMIN_KEY, the profile, the twin's" },
  profile: { type: "string", does: "saved by login, else POSTHORN_PROFILE, or default" },
} as const satisfies Record<string, Option>;

/** What the script for the shell calls this program with. */
const COMPLETION = "--get-yargs-completions";

const NO_COMMAND = "which command?";

/** Reads a command line. Rejects with a `usage` error that says what is wrong with it. */
export async function parseArgs(given: string[], commands: readonly Command[], about: About): Promise<Parsed> {
  const args = given.map((arg) => (arg === "-" ? STDIN : arg));
  try {
    return await parsed(args, commands, about);
  } catch (error) {
    if ((error as CliError).message !== NO_COMMAND) throw error;
    const help = await parsed([...args, "--help"], commands, about);
    throw usage(NO_COMMAND, "", "output" in help ? help.output : "");
  }
}

async function parsed(args: string[], commands: readonly Command[], about: About): Promise<Parsed> {
  const at: Found = {};
  const parser = rootParser(args, about, at);
  for (const [group, members] of groupsOf(commands)) {
    const add = (to: Argv): Argv => members.reduce((y, member) => addCommand(y, member, at), to);
    if (members.length === 1 && members[0]?.name === group) add(parser);
    else parser.command(group, about.groups[group] ?? group, (y) => asking(add(y), group, at));
  }
  parser.completion("completion", "Prints a script that completes commands in bash or zsh");
  if (args[0] === COMPLETION) return await completed(parser);
  return await new Promise((resolve) => {
    parser.parse(args, {}, (_error: unknown, argv: Record<string, unknown>, output: string) => {
      const helping = args.some((arg) => arg === "--help" || arg === "-h");
      if (output || !at.chosen) resolve({ output: helping ? `${output}\n\n${examplesOf(at)}`.trimEnd() : output });
      else resolve({ command: at.chosen, args: checkedArgs({ ...at.chosen.options, ...GLOBAL }, argv) });
    });
  });
}

/** It prints by itself: below the first word it parses its own arguments again, and knows no other way. */
async function completed(parser: Argv): Promise<Parsed> {
  await parser.parseAsync();
  return { output: "" };
}

/** How far the command line's words were understood. */
interface Found {
  group?: string;
  command?: Command;
  /** The command, when its arguments are in order. */
  chosen?: Command;
}

function rootParser(args: string[], { version, width }: About, at: Found): Argv {
  const parser = yargs(args)
    .scriptName("posthorn")
    .usage("$0 <command>\n\nSends webhooks, shows what became of them, and repairs what went wrong.")
    .parserConfiguration(PARSING)
    .locale("en")
    .version(version)
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

/** What yargs objects to is the caller's fault; anything else that is thrown is ours. */
function fail({ group, command }: Found, message: string | null, error: Error | undefined): never {
  if (error && error.name !== "YError") throw error;
  const text = message ?? error?.message ?? "";
  if (text === NO_COMMAND) throw usage(text);
  const words = command?.name ?? group;
  throw usage(inOurWords(text, command), `\`posthorn ${words ? `${words} ` : ""}--help\` shows how.`);
}

function inOurWords(text: string, command: Command | undefined): string {
  const [, unknown] = /^Unknown arguments?: (.*)/.exec(text) ?? [];
  if (unknown) return command ? `unknown: ${unknown}` : `there is no command ${unknown}`;
  if (text.startsWith("Not enough non-option") && command)
    return `missing: ${valuesText(command).replace(/ ?\[.*/, "")}`;
  return text.charAt(0).toLowerCase() + text.slice(1).replace(/\s+/g, " ");
}

/** Defined for each command again: they come last in its help. */
function addGlobals(parser: Argv): Argv {
  for (const [name, option] of Object.entries(GLOBAL)) {
    parser.option(name, { ...yargsOption(option), group: "Everywhere:", global: false });
  }
  return parser;
}

const asking = (y: Argv, group: string, at: Found): Argv => {
  at.group = group;
  return addGlobals(y).version(false).demandCommand(1, NO_COMMAND);
};

/** By the first word. (Not `Map.groupBy`, which Node 20 does not have.) */
function groupsOf(commands: readonly Command[]): Map<string, Command[]> {
  const found = new Map<string, Command[]>();
  for (const command of commands) {
    const [group = ""] = command.name.split(" ");
    found.set(group, [...(found.get(group) ?? []), command]);
  }
  return found;
}

function addCommand(parser: Argv, command: Command, at: Found): Argv {
  const { name, does, positionals, options } = command;
  const build = (y: Argv): Argv => {
    at.command = command;
    for (const [key, { does }] of Object.entries(positionals)) y.positional(key, { type: "string", describe: does });
    for (const [key, option] of Object.entries(options)) y.option(key, { ...yargsOption(option), group: "Options:" });
    return addGlobals(y).version(false).demandCommand(0, 0);
  };
  const choose = (): void => {
    at.chosen = command;
  };
  return parser.command(`${name.split(" ").at(-1)} ${valuesText(command)}`.trimEnd(), does, build, choose);
}

const valuesText = ({ positionals }: Command): string =>
  Object.entries(positionals)
    .map(([key, { optional, many }]) => (optional ? `[${key}]` : `<${key}${many ? ".." : ""}>`))
    .join(" ");

const yargsOption = ({ type, does, required, choices }: Option) => ({
  describe: does,
  type: type === "list" || type === "many" ? ("string" as const) : type,
  array: type === "list" || type === "many",
  demandOption: required ?? false,
  ...(choices && { choices }),
});

/** Not given to yargs, which would break long lines that are there to be pasted. */
function examplesOf({ group, command }: Found): string {
  if (!command) return group ? "" : ROOT_EXAMPLES;
  const lines = command.examples.map(([line, what]) => `  # ${what}\n  posthorn ${line}`);
  return `Examples:\n${lines.join("\n\n")}`;
}

const ROOT_EXAMPLES = `Examples:
  # where the API is, and your keys
  posthorn login

  # send an event, and see it arrive
  posthorn events send invoice.paid --data '{"amount":4200}' --watch

Exit codes: 0 done, 1 refused by the API or not done, 2 a wrong command line, 3 API out of reach.`;
