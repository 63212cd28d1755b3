import { type Answer, type Api, apiClient } from "./api-client.ts";
import type { Io } from "./io.ts";
import type { Row } from "./output/api-object.ts";
import { colourOf, type Paint } from "./output/colour.ts";
import { record } from "./output/record.ts";
import { safeJson } from "./output/text.ts";
import { findTarget, type TargetFlags, type Who } from "./target.ts";

/** What every command may be told. */
export interface Flags extends TargetFlags {
  json?: boolean | undefined;
}

/** What a command works with. */
export interface Context {
  io: Io;
  flags: Flags;
  json: boolean;
  paint: Paint;
  /** Prints a line, or several. */
  print(text: string): void;
  /** Prints a line for people beside what programs read. */
  note(text: string): void;
  /** The API, with the key that is needed. Throws a `usage` error when there is none. */
  api(who?: Who): Api;
  /** Prints an answer: as it came for programs, else as `view` shows it: a field a line when left out. */
  show(answer: Answer, view?: (row: Row) => string): void;
  /** A thing of the API for people, a field a line. */
  view(row: Row): string;
}

export function contextOf(io: Io, flags: Flags): Context {
  const json = flags.json ?? false;
  const paint = colourOf(io);
  const view = (row: Row): string => record(row, paint);
  // A program gets the API's own bytes; a terminal would obey some of them.
  const shown = (text: string): string => (json && io.stdout.isTTY ? safeJson(text) : text);
  const print = (text: string): void => void io.stdout.write(`${shown(text)}\n`);
  return {
    io,
    flags,
    json,
    paint,
    print,
    note: (text) => void (json || io.stderr.write(`${text}\n`)),
    api: (who = "tenant") => apiClient(findTarget(who, flags, io.env, io.cwd), io.fetch),
    view,
    show: (answer, viewed = view) => print(json ? answer.text : viewed(JSON.parse(answer.text))),
  };
}
