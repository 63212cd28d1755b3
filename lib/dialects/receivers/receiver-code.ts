import { signatures } from "../built-in/dialect-table.ts";
import { goReceiver } from "./go-receiver.ts";
import { javascriptReceiver } from "./javascript-receiver.ts";
import { pythonReceiver } from "./python-receiver.ts";
import { type ReceiverDialect, receiverScheme } from "./receiver-scheme.ts";

/** The languages that receivers can be written in. */
export const RECEIVER_LANGUAGES = ["javascript", "python", "go"] as const;

export type ReceiverLanguage = (typeof RECEIVER_LANGUAGES)[number];

const WRITERS = { javascript: javascriptReceiver, python: pythonReceiver, go: goReceiver };

/** The names of the files that the code's first lines tell how to run. */
export const RECEIVER_FILES = { javascript: "receiver.mjs", python: "receiver.py", go: "receiver.go" } as const;

/**
 * Writes a complete receiver: a small server that checks the signature of each POST, and answers 204, or 400 if it isn't
 * authentic. The secret comes from the environment.
 *
 * @param name the dialect's name, for a comment
 */
export const receiverCode = (language: ReceiverLanguage, name: string, dialect: ReceiverDialect): string =>
  WRITERS[language](receiverScheme(dialect), `Receives webhooks in the format ${name}.`);

/** What receivers need to know of a built-in dialect. Undefined if there is none with this name. */
export const builtInReceiverDialect = (name: string): ReceiverDialect | undefined =>
  Object.hasOwn(signatures, name) ? signatures[name as keyof typeof signatures] : undefined;
