/** What ends a command early, with the exit code that tells a program why. */
export class CliError extends Error {
  override name = "CliError";
  readonly exitCode: 1 | 2 | 3;
  /** Further lines for people. */
  readonly lines: readonly string[];
  /** The API's own answer, for programs. */
  readonly answer: string | undefined;

  constructor(exitCode: 1 | 2 | 3, message: string, lines: readonly string[] = [], answer?: string) {
    super(message);
    this.exitCode = exitCode;
    this.lines = lines;
    this.answer = answer;
  }
}

/** The command line is not as it should be: 2. */
export const usage = (message: string, ...lines: string[]): CliError => new CliError(2, message, lines);

/** The API did not take it, or what was asked for did not come about: 1. */
export const failed = (message: string, ...lines: string[]): CliError => new CliError(1, message, lines);
