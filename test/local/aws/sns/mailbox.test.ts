import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createMailbox, inboxOf } from "../../../../lib/local/aws/sns/mailbox.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const mail = { to: "ops@example.com", subject: "Hello", text: "One line\r\n\nand another\n" };
const shown = "to ops@example.com: Hello\n    One line\n\n    and another";

function mailbox() {
  const folder = join(temporaryFolder(), "mail");
  const printed: string[] = [];
  return { folder, printed, keep: createMailbox(folder, (text) => void printed.push(text)) };
}

const contentOf = (path: string): string => readFileSync(path, "utf8");

it("prints each message, and keeps it with its time in a file that only its owner can read", () => {
  const { folder, printed, keep } = mailbox();
  keep(mail);
  keep({ ...mail, subject: "Again" });
  expect(printed).toEqual([shown, shown.replace("Hello", "Again")]);
  const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;
  const entry = (text: string) => `${time} ${text.replaceAll(".", String.raw`\.`)}\n\n`;
  expect(contentOf(inboxOf(folder))).toMatch(new RegExp(`^${entry(shown)}${entry(shown.replace("Hello", "Again"))}$`));
  expect(statSync(inboxOf(folder)).mode & 0o777).toBe(0o600);
});

it("replaces control characters, which a terminal would obey", () => {
  const { printed, keep } = mailbox();
  keep({ ...mail, subject: "a\u001b[2Jb", text: "c\u009b31md\u007f\te" });
  expect(printed).toEqual(["to ops@example.com: a�[2Jb\n    c�31md�\te"]);
});

it("keeps at most two files", () => {
  const { folder, keep } = mailbox();
  const large = { ...mail, text: "a".repeat(600_000) };
  for (const subject of ["1", "2", "3", "4", "5"]) keep({ ...large, subject });
  expect(readdirSync(folder).sort()).toEqual(["inbox.txt", "older.txt"]);
  const subjects = (path: string) => [...contentOf(path).matchAll(/: (\d)\n/g)].map(([, subject]) => subject);
  expect([subjects(join(folder, "older.txt")), subjects(inboxOf(folder))]).toEqual([["3", "4"], ["5"]]);
});
