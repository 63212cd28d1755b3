import { appendFileSync, existsSync, mkdirSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Mail } from "./sns.ts";

/** Above this size, the file becomes `older.txt`, and a new one begins. So the mailbox never takes more than about twice as much. */
const LARGEST_FILE = 1_000_000;

/** The file in a mailbox's folder with the latest messages. */
export const inboxOf = (folder: string): string => join(folder, "inbox.txt");

/**
 * Creates a mailbox for all messages that SNS sends by email. It prints each one, and appends it to `inbox.txt` in the
 * folder, which only its owner can read.
 */
export function createMailbox(folder: string, print: (text: string) => void): (mail: Mail) => void {
  const inbox = inboxOf(folder);
  return function keep(mail) {
    const text = mailText(mail);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (existsSync(inbox) && statSync(inbox).size > LARGEST_FILE) renameSync(inbox, join(folder, "older.txt"));
    appendFileSync(inbox, `${new Date().toISOString()} ${text}\n\n`, { mode: 0o600 });
    print(text);
  };
}

/** `to operator@example.com: subject` and the message, indented. */
function mailText({ to, subject, text }: Mail): string {
  const lines = text.trimEnd().split(/\r?\n/);
  const indented = lines.map((line) => (line === "" ? "" : `    ${printable(line)}`));
  return [`to ${to}: ${printable(subject)}`, ...indented].join("\n");
}

/** Customers choose names and URLs in a message. A terminal must not obey control characters in them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to replace.
const printable = (text: string): string => text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "�");
