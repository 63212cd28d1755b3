import { describe, expect, it } from "vitest";
import { alertOf } from "../../../lib/core/alerts/alert.ts";
import { ownIdClaim } from "../../../lib/core/events.ts";
import type { FoundThing, NamedThing } from "../../../lib/core/find/found-thing.ts";
import { newId, newUlid } from "../../../lib/core/ids.ts";
import { newReplay } from "../../../lib/core/replay/replay.ts";
import { newDeletion } from "../../../lib/core/tenant-deletion/tenant-deletion.ts";
import { DAY_MS, deliveryAt, eventOf, iso, refTo, subscriptionAt, T0, tenantOf } from "./sample-records.ts";
import type { OpenTable, TablePorts } from "./table-ports.ts";

/** A thing without members that have no value. */
const plain = (things: (FoundThing | undefined)[]): FoundThing[] => JSON.parse(JSON.stringify(things));

const keyOf = (id: string) => ({ id, name: "CI", role: "read" as const, secretHash: "ab", createdAt: iso(T0) });

/** Creates one thing of each type that its id alone leads to. Resolves with what is found of them. */
async function namedThings(ports: TablePorts): Promise<FoundThing[]> {
  const tenant = tenantOf({ name: "Acme" });
  const tenantId = tenant.id;
  const subscription = subscriptionAt(tenantId, T0);
  const subscriptionId = subscription.id;
  await ports.tenants.createTenant(tenant);
  const keyId = `${tenantId}-12345678`;
  await ports.tenants.createApiKey({ ...keyOf(keyId), tenantId });
  const operatorKeyId = `operator-${newUlid(T0).toLowerCase()}`;
  await ports.operatorKeys.createOperatorKey(keyOf(operatorKeyId));
  const delivery = deliveryAt(subscription, T0);
  await ports.recorder.record([{ delivery }]);
  const scope = { ...refTo(tenantId), subscriptionId, since: iso(0), until: iso(T0) };
  const replay = newReplay({ ...scope, states: ["exhausted"], includeUnmatched: false }, 1, T0);
  await ports.replays.createReplay(replay);
  const alert = alertOf({ tenantId, subscriptionId }, "filter.too-slow", { reason: "It is slow." }, T0);
  await ports.health.replaceStanding(alert, undefined, { paused: { since: alert.at }, alert });
  const rejection = { id: newId("rej", T0), rejectedAt: iso(T0), reason: "No.", errors: [], tenantId, type: "b" };
  await ports.rejected.putRejected(rejection);
  const gone = tenantOf();
  await ports.tenants.createTenant(gone);
  const deletion = newDeletion(gone, T0);
  await ports.tenants.deleteTenant(gone.id, () => deletion);
  return [
    { type: "tenant", id: tenantId, tenantId, name: "Acme" },
    { type: "api-key", id: keyId, tenantId, name: "CI" },
    { type: "operator-key", id: operatorKeyId, name: "CI" },
    { type: "delivery", id: delivery.id, tenantId, subscriptionId, about: delivery.type },
    { type: "replay", id: replay.id, tenantId, subscriptionId },
    { type: "alert", id: alert.id, tenantId, subscriptionId, about: "filter.too-slow" },
    { type: "rejected-event", id: rejection.id, tenantId, about: "b" },
    { type: "tenant-deletion", id: deletion.id, tenantId: gone.id },
  ];
}

/** The contract of `ThingReader`. */
export function thingContract(open: OpenTable): void {
  describe("ThingReader", () => {
    it("reads each thing whose id leads to it, and nothing for an id that names none", async () => {
      const ports = open();
      const found = await namedThings(ports);
      const named = found.map(({ type, id, tenantId = "" }) => ({ type, id, tenantId }) as NamedThing);
      expect(plain(await ports.things.readNamed(named))).toEqual(found);
      const others = named.map(({ type, id }) => ({ type, id: other(id), tenantId: "none" }) as NamedThing);
      expect(await ports.things.readNamed(others)).toEqual([]);
      expect(await ports.things.readNamed([])).toEqual([]);
    });

    it("doesn't read an expired replay", async () => {
      const ports = open();
      const found = (await namedThings(ports)).filter(({ type }) => type === "replay");
      ports.setNow(T0 + 31 * DAY_MS);
      expect(await ports.things.readNamed(found as NamedThing[])).toEqual([]);
    });

    it("reads a subscription of one of the tenants, with its name and URL", async () => {
      const ports = open();
      const tenants = Array.from({ length: 120 }, () => tenantOf());
      const last = tenants.at(-1)?.id ?? "";
      const [named, nameless] = [subscriptionAt(last, T0, { name: "Orders" }), subscriptionAt(last, T0)];
      await ports.tenants.createTenant(tenantOf({ id: last }));
      for (const one of [named, nameless]) await ports.subscriptions.createSubscription(one, refTo(last).incarnation);
      const ids = tenants.map(({ id }) => id);
      const read = async (id: string, of = ids) => await ports.things.readSubscription(id, of);
      const { url } = named;
      expect(await read(named.id)).toEqual({ type: "subscription", id: named.id, tenantId: last, name: "Orders", url });
      expect(await read(nameless.id)).toEqual({ type: "subscription", id: nameless.id, tenantId: last, url });
      expect(await read(named.id, ids.slice(0, -1))).toBeUndefined();
      expect(await read(newId("sub", T0))).toBeUndefined();
    });

    it("reads events by ULID, and by the id that each tenant's producer chose", async () => {
      const ports = open();
      const ownId = newId("order", T0);
      const [one, two, three] = [0, 1, 2].map(() => tenantOf().id) as [string, string, string];
      const mine = eventOf(one, { id: ownId, type: "a" });
      const theirs = eventOf(two, { id: ownId, type: "b" });
      const third = eventOf(three);
      await ports.events.putEvents([mine, theirs, third]);
      for (const event of [mine, theirs]) {
        await ports.claims.claim(event, [{ name: ownIdClaim(ownId), ulid: event.ulid, digest: "d" }]);
      }
      const possible = (id: string, ulid?: string) =>
        [one, two, three].map((tenantId) => ({ of: refTo(tenantId), ulid, ownId: id }));
      const read = async (id: string, ulid?: string) => await ports.things.readEvents(possible(id, ulid));
      expect(await read(ownId)).toEqual([
        { event: { type: "event", id: ownId, tenantId: one, about: "a" }, isOwnId: true },
        { event: { type: "event", id: ownId, tenantId: two, about: "b" }, isOwnId: true },
      ]);
      expect(await read(third.ulid, third.ulid)).toMatchObject([
        { event: { id: third.id, tenantId: three }, isOwnId: false },
      ]);
      expect(await read(mine.ulid, mine.ulid)).toMatchObject([{ event: { id: ownId, tenantId: one }, isOwnId: false }]);
      expect(await read("none", newUlid(T0))).toEqual([]);
      expect(await ports.things.readEvents([])).toEqual([]);
    });
  });
}

/** Another id of the same form. */
const other = (id: string): string => id.replace(/.(?=.{3}$)/, (one) => (one === "0" ? "1" : "0"));
