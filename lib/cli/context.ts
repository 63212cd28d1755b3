import { type Api, apiClient, type CallAnswer } from "./api-client.ts";
import type { Io } from "./io.ts";
import { listingKnownNames } from "./known-names.ts";
import type { ApiObject } from "./output/api-object.ts";
import { colourOf, type Paint } from "./output/colour.ts";
import { record } from "./output/record.ts";
import { safeJson } from "./output/text.ts";
import { findTarget, type KeyOwner, type TargetFlags } from "./target.ts";

/** The global options. */
export interface Flags extends TargetFlags {
  json?: boolean | undefined;
}

/** The tools that a command works with. */
export interface Context {
  io: Io;
  flags: Flags;
  json: boolean;
  paint: Paint;
  /** Prints one or more lines to stdout. */
  print(text: string): void;
  /** Prints a line for people to stderr. Prints nothing with `--json`. */
  note(text: string): void;
  /** A client with the key that the command needs. Throws a `usage` error when there is no such key. */
  api(owner?: KeyOwner): Api;
  /** Prints an answer: unchanged with `--json`, otherwise as `view` formats it. By default, one field per line. */
  show(answer: CallAnswer, view?: (row: ApiObject) => string): void;
  /** Formats an API object for people, one field per line. */
  view(row: ApiObject): string;
}

export function commandContext(io: Io, flags: Flags): Context {
  const json = flags.json ?? false;
  const paint = colourOf(io);
  const view = (row: ApiObject): string => record(row, paint);
  // A program gets the API's bytes unchanged. A terminal would interpret some of them as commands.
  const shown = (text: string): string => (json && io.stdout.isTTY ? safeJson(text) : text);
  const print = (text: string): void => void io.stdout.write(`${shown(text)}\n`);
  return {
    io,
    flags,
    json,
    paint,
    print,
    note: (text) => void (json || io.stderr.write(`${text}\n`)),
    api: (owner = "tenant") => listingKnownNames(apiClient(findTarget(owner, flags, io.env, io.cwd), io.fetch)),
    view,
    show: (answer, viewed = view) => print(json ? answer.text : viewed(JSON.parse(answer.text))),
  };
}
