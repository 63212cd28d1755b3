/** An error that ends a command. Its exit code tells programs why. */
export class CliError extends Error {
  override name = "CliError";
  readonly exitCode: 1 | 2 | 3;
  /** More lines for people: details, and what to do. */
  readonly lines: readonly string[];
  /** The API's answer, unchanged, for programs. */
  readonly answer: string | undefined;

  constructor(exitCode: 1 | 2 | 3, message: string, lines: readonly string[] = [], answer?: string) {
    super(message);
    this.exitCode = exitCode;
    this.lines = lines;
    this.answer = answer;
  }
}

/** The command line is invalid: exit code 2. */
export const usage = (message: string, ...lines: string[]): CliError => new CliError(2, message, lines);

/** An update command without a change. */
export const nothingToChange = (command: string): CliError =>
  usage("nothing to change", `Run \`posthorn ${command} --help\` for the options.`);

/** The API rejected the request, or the command did not reach its goal: exit code 1. */
export const failed = (message: string, ...lines: string[]): CliError => new CliError(1, message, lines);
