import { describe, expect, it } from "vitest";
import { Refusal } from "../../../lib/core/errors.ts";
import { newId } from "../../../lib/core/ids.ts";
import type { StuckLetter } from "../../../lib/core/log/dead-letters.ts";
import { DAY_MS, iso, T0, tenantOf } from "./sample-records.ts";
import type { OpenTable } from "./table-ports.ts";

/** All tests share one list of letters. Each test puts its letters on a new day, after those of earlier tests. */
let days = 0;

function lettersOf(count: number): StuckLetter[] {
  const dayMs = T0 + ++days * DAY_MS;
  return Array.from({ length: count }, (_, n) => ({
    messageId: newId("m", dayMs),
    sentAt: iso(dayMs + n),
    since: iso(dayMs + 1_000),
    reason: n % 3 === 2 ? "unreadable" : "no-progress",
    ...(n % 3 !== 2 && {
      deliveryId: `dlv_${n}`,
      tenantId: tenantOf().id,
      subscriptionId: "sub_1",
      sentAgain: n,
      nextSendAt: iso(dayMs + 2_000),
    }),
  }));
}

/** The contracts of `DeadLetterLog` and `DeadLetterDesk`. */
export function deadLetterContract(open: OpenTable): void {
  describe("DeadLetterLog", () => {
    it("returns a letter until it is removed", async () => {
      const { deadLetters } = open();
      const [one, two, three] = lettersOf(3) as [StuckLetter, StuckLetter, StuckLetter];
      await deadLetters.putLetters([one, two]);
      const known = async () => [...(await deadLetters.readLetters([one, two, three])).letters];
      expect((await known()).sort()).toEqual([one, two].map((letter) => [letter.messageId, letter]).sort());
      await deadLetters.removeLetters([two, three]);
      expect(await known()).toEqual([[one.messageId, one]]);
    });

    it("returns the latest redrive request", async () => {
      const { deadLetters, deadLetterDesk } = open();
      for (const at of [iso(T0), iso(T0 + 5)]) await deadLetterDesk.requestRedrive(at);
      expect((await deadLetters.readLetters([])).redriveAt).toBe(iso(T0 + 5));
    });

    it("forgets a letter when SQS does", async () => {
      const { deadLetters, setNow } = open();
      const [letter] = lettersOf(1) as [StuckLetter];
      await deadLetters.putLetters([letter]);
      setNow(Date.parse(letter.sentAt) + 14 * DAY_MS);
      expect((await deadLetters.readLetters([letter])).letters.size).toBe(0);
    });
  });

  describe("DeadLetterDesk", () => {
    it("lists the latest letters first, in pages", async () => {
      const { deadLetters, deadLetterDesk } = open();
      const letters = lettersOf(5);
      await deadLetters.putLetters(letters);
      const first = await deadLetterDesk.listLetters({ limit: 3 });
      expect(first.items).toEqual(letters.toReversed().slice(0, 3));
      const second = await deadLetterDesk.listLetters({ limit: 2, after: first.next });
      expect(second.items).toEqual(letters.toReversed().slice(3));
    });

    it("counts readable and unreadable letters separately", async () => {
      const { deadLetters, deadLetterDesk } = open();
      const before = await deadLetterDesk.countLetters();
      await deadLetters.putLetters(lettersOf(7));
      const { readable, unreadable } = await deadLetterDesk.countLetters();
      expect([readable - before.readable, unreadable - before.unreadable]).toEqual([5, 2]);
    });

    it("rejects an unknown cursor", async () => {
      for (const after of ["x", Buffer.from("L#1").toString("base64url")]) {
        const error = await open()
          .deadLetterDesk.listLetters({ limit: 1, after })
          .catch((e: unknown) => e);
        expect(error).toBeInstanceOf(Refusal);
        expect(error).toMatchObject({ status: 422, errors: [{ path: "/after" }] });
      }
    });
  });
}
