import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Subscription } from "../../../lib/core/model/subscription.ts";
import { INCARNATION, iso, refTo, subscriptionAt, T0, tenantOf } from "./sample-records.ts";
import type { OpenTable, TablePorts } from "./table-ports.ts";

/** A word that no other test's names have. Tests share a table. */
const newWord = (): string => randomBytes(6).toString("hex");

/** Creates a tenant with subscriptions, the first one first. */
async function created({ tenants, subscriptions }: TablePorts, ...fields: Partial<Subscription>[]) {
  const tenant = tenantOf();
  await tenants.createTenant(tenant);
  const made = fields.map((some, n) => subscriptionAt(tenant.id, T0 + n, some));
  for (const one of made) await subscriptions.createSubscription(one, INCARNATION);
  return made;
}

const namedAs = ({ tenantId, id: subscriptionId }: Subscription, foldedName: string) => ({
  tenantId,
  subscriptionId,
  foldedName,
});

/** The contract of `SubscriptionNames`. */
export function subscriptionNamesContract(open: OpenTable): void {
  describe("SubscriptionNames", () => {
    it("finds subscriptions of all tenants by a part of their name or URL, newest first", async () => {
      const ports = open();
      const word = newWord();
      const url = `https://receiver.example/${word.toUpperCase()}/hook`;
      const [first, second, third] = (await created(
        ports,
        { name: `Orders ${word}` },
        { url },
        { name: "Other" },
        {},
      )) as [Subscription, Subscription, Subscription];
      const [theirs] = (await created(ports, { name: `${word.toUpperCase()} ÉTÉ ＡＢＣ`, url })) as [Subscription];
      const names = await ports.names.findNamed(word);
      expect(names.complete).toBe(true);
      expect(names.found.toSorted((a, b) => (a.foldedName < b.foldedName ? -1 : 1))).toEqual([
        namedAs(second, ""),
        namedAs(theirs, `${word} été abc`),
        namedAs(first, `orders ${word}`),
      ]);
      const ids = names.found.map(({ subscriptionId }) => subscriptionId);
      expect(ids).toEqual(
        [first, second, theirs]
          .map(({ id }) => id)
          .toSorted()
          .toReversed(),
      );
      expect(ids).not.toContain(third.id);
    });

    it("finds each of hundreds", async () => {
      const ports = open();
      const word = newWord();
      const made = await created(ports, ...Array.from({ length: 120 }, (_, n) => ({ name: `${word} ${n}` })));
      const { found } = await ports.names.findNamed(word);
      expect(found).toEqual(made.map((one, n) => namedAs(one, `${word} ${n}`)).toReversed());
    });

    it("finds a subscription by its present name, and not once it is deleted", async () => {
      const ports = open();
      const [before, after] = [newWord(), newWord()];
      const [one] = (await created(ports, { name: before })) as [Subscription];
      const found = async (text: string) => (await ports.names.findNamed(text)).found;
      const replaced = { ...one, name: after, updatedAt: iso(T0 + 1) };
      expect(await ports.subscriptions.replaceSubscription(replaced, "2020-01-01T00:00:00.000Z")).toBe(false);
      expect([await found(before), await found(after)]).toEqual([[namedAs(one, before)], []]);
      expect(await ports.subscriptions.replaceSubscription(replaced, one.updatedAt)).toBe(true);
      expect([await found(before), await found(after)]).toEqual([[], [namedAs(one, after)]]);
      const key = { ...refTo(one.tenantId), subscriptionId: one.id };
      expect(await ports.subscriptions.deleteSubscription(key, "2020-01-01T00:00:00.000Z")).toBe(false);
      expect(await found(after)).toHaveLength(1);
      expect(await ports.subscriptions.deleteSubscription(key)).toBe(true);
      expect(await found(after)).toEqual([]);
    });

    it("stores a name whose folded form is long, and searches the first 500 characters of a URL", async () => {
      const ports = open();
      const word = newWord();
      const name = `${word}${"\ufdfa".repeat(188)}`;
      const path = `${"/a".repeat(200)}/${"😀".repeat(40)}`;
      const url = `https://receiver.example${path}/${word}`;
      const [long, behind] = (await created(ports, { name }, { url: `${url}x` })) as [Subscription, Subscription];
      const { found } = await ports.names.findNamed(word);
      expect(found).toMatchObject([{ subscriptionId: long.id, foldedName: expect.stringContaining(word) }]);
      expect(found[0]?.foldedName).toHaveLength(200);
      const emojis = (await ports.names.findNamed("😀".repeat(30))).found;
      expect(emojis.map(({ subscriptionId }) => subscriptionId)).toContain(behind.id);
    });
  });
}
