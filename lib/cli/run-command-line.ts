import { readFileSync } from "node:fs";
import { commands, groups } from "./commands/all-commands.ts";
import { commandContext } from "./context.ts";
import { CliError } from "./errors.ts";
import { type Io, processIo } from "./io.ts";
import { safeJson, safeLines } from "./output/text.ts";
import { parseArgs } from "./parse.ts";

const WIDEST_HELP = 100;

/**
 * Runs the `posthorn` command. Resolves with the exit code: 0 success, 1 the API rejected the request or the command
 * did not reach its goal, 2 invalid command line, 3 the API is unreachable.
 *
 * @param packageFile the package.json that contains the version
 */
export async function runCommandLine(args: string[], packageFile: URL, io: Io = processIo()): Promise<number> {
  try {
    const { version } = JSON.parse(readFileSync(packageFile, "utf8"));
    const width = Math.min(io.stdout.columns ?? WIDEST_HELP, WIDEST_HELP);
    const parsed = await parseArgs(args, commands, { version, width, groups });
    if ("command" in parsed) await parsed.command.run(parsed.args, commandContext(io, parsed.args));
    else if (parsed.output) io.stdout.write(`${parsed.output}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    const asJson = error.answer !== undefined && error.answer !== "" && args.includes("--json");
    const text = [`posthorn: ${error.message}`, ...error.lines].join("\n");
    // The answer may come from another server, and a terminal would interpret its control characters.
    io.stderr.write(`${asJson ? safeJson(error.answer) : safeLines(text)}\n`);
    return error.exitCode;
  }
}
