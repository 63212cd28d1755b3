import { badCursor } from "../../../lib/core/errors.ts";
import type { DeadLetterDesk, DeadLetterLog, LetterKey, StuckLetter } from "../../../lib/core/log/dead-letters.ts";
import { keepAudit } from "./memory-audit.ts";
import type { MemoryWorld } from "./memory-world.ts";
import { shuffledMap } from "./shuffle.ts";

const keyText = ({ sentAt, messageId }: LetterKey): string => `${sentAt}#${messageId}`;

export const memoryDeadLetterLog = ({ faults, deadLetters, redrive, shuffle }: MemoryWorld): DeadLetterLog => ({
  readLetters: async (keys) =>
    faults.call("readLetters", () => {
      const records = keys.flatMap((key) => deadLetters.get(keyText(key)) ?? []);
      return {
        letters: shuffledMap(
          shuffle,
          records.map((letter) => [letter.messageId, letter]),
        ),
        redriveAt: redrive.at,
      };
    }),
  putLetters: async (letters) =>
    faults.call("writeLetters", () => {
      for (const letter of letters) deadLetters.put(keyText(letter), letter, letter.sentAt);
    }),
  removeLetters: async (keys) =>
    faults.call("writeLetters", () => {
      for (const key of keys) deadLetters.delete(keyText(key));
    }),
});

export const memoryDeadLetterDesk = (world: MemoryWorld): DeadLetterDesk => {
  const { faults, deadLetters, redrive } = world;
  const newestFirst = (): StuckLetter[] => deadLetters.values().sort((a, b) => (keyText(a) < keyText(b) ? 1 : -1));
  return {
    listLetters: async ({ limit, after }) =>
      faults.call("readLetters", () => {
        const place = after === undefined ? "~" : Buffer.from(after, "base64url").toString();
        if (after !== undefined && !/^\d{4}-.{19}#/.test(place)) throw badCursor();
        const left = newestFirst().filter((letter) => keyText(letter) < place);
        const items = left.slice(0, limit);
        const last = items.at(-1);
        return left.length > limit && last
          ? { items, next: Buffer.from(keyText(last)).toString("base64url") }
          : { items };
      }),
    countLetters: async () =>
      faults.call("readLetters", () => {
        const unreadable = newestFirst().filter(({ reason }) => reason === "unreadable").length;
        return { readable: newestFirst().length - unreadable, unreadable };
      }),
    requestRedrive: async (atIso, audit) =>
      faults.call("writeLetters", () => {
        redrive.at = atIso;
        keepAudit(world, audit);
      }),
  };
};
