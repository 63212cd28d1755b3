import { describe, expect, it } from "vitest";
import { type Alert, type AlertType, alertOf } from "../../../lib/core/alerts/alert.ts";
import type { AlertFilter, Audience, StoredAlert, Told } from "../../../lib/core/alerts/alert-store.ts";
import { Refusal } from "../../../lib/core/errors.ts";
import { newId } from "../../../lib/core/ids.ts";
import type { SubscriptionKey } from "../../../lib/core/model/subscription.ts";
import { DAY_MS, iso, T0 } from "./sample-records.ts";
import type { OpenTable, TablePorts } from "./table-ports.ts";

const newKey = (): SubscriptionKey => ({ tenantId: newId("t", T0), subscriptionId: newId("sub", T0) });

const failing = (key: SubscriptionKey, ms: number): Alert =>
  alertOf(key, "subscription.failing", { since: iso(ms), why: "it fails", failure: "connect" }, ms);
const recovered = (key: SubscriptionKey, ms: number): Alert =>
  alertOf(key, "subscription.recovered", { failingSince: iso(ms) }, ms);

/** Stores an alert with a change of an endpoint's standing. */
async function raise({ health }: TablePorts, alert: Alert): Promise<Alert> {
  const known = await health.getHealth(alert.subscriptionId);
  await health.replaceStanding(alert, known, { paused: { since: alert.at }, alert });
  return alert;
}

const AUDIENCES = ["machines", "people"] as const satisfies Audience[];

const untold = (alert: Alert): StoredAlert => ({ ...alert, told: {} });

/** The contract of `AlertOutbox`. */
export function alertOutboxContract(open: OpenTable): void {
  /** A tenant's alerts that machines were not told of, and those that people were not told of. */
  const untoldOf = async ({ alerts }: TablePorts, { tenantId }: SubscriptionKey) =>
    Promise.all(
      AUDIENCES.map(async (audience) =>
        (await alerts.listUntold(audience, 1000)).filter((alert) => alert.tenantId === tenantId),
      ),
    );

  describe("AlertOutbox", () => {
    it("lists alerts as they were raised", async () => {
      const [ports, key] = [open(), newKey()];
      const first = await raise(ports, failing(key, T0));
      const second = await raise(ports, recovered(key, T0 + 1));
      const both = [untold(first), untold(second)];
      expect(await untoldOf(ports, key)).toEqual([both, both]);
    });

    it.each(AUDIENCES)("lists the oldest first, as far as the limit goes: %s", async (audience) => {
      const [ports, key] = [open(), newKey()];
      // Long before everything that other tests leave in the table.
      ports.setNow(100);
      const raised: Alert[] = [];
      for (const ms of [40, 20, 60]) raised.push(await raise(ports, failing({ ...key, subscriptionId: `s${ms}` }, ms)));
      const sorted = raised.toSorted((a, b) => (a.at < b.at ? -1 : 1));
      expect(await ports.alerts.listUntold(audience, 2)).toEqual(sorted.slice(0, 2).map(untold));
      await ports.alerts.markTold(
        sorted.map(({ id }) => id),
        { machinesAt: iso(T0), peopleAt: iso(T0) },
      );
    });

    it.each(AUDIENCES)("fills no list with alerts that only the other audience waits for: %s", async (audience) => {
      const [ports, key] = [open(), newKey()];
      // Long before everything that other tests leave in the table.
      ports.setNow(100);
      const raised: Alert[] = [];
      for (const ms of [1, 2, 3, 4]) raised.push(await raise(ports, failing({ ...key, subscriptionId: `s${ms}` }, ms)));
      const [ids, last] = [raised.map(({ id }) => id), raised[3] as Alert];
      const mark = audience === "machines" ? { machinesAt: iso(T0) } : { peopleAt: iso(T0) };
      await ports.alerts.markTold(ids.slice(0, 3), mark);
      expect(await ports.alerts.listUntold(audience, 1)).toEqual([untold(last)]);
      const other = audience === "machines" ? "people" : "machines";
      expect((await ports.alerts.listUntold(other, 4)).map(({ id }) => id)).toEqual(ids);
      await ports.alerts.markTold(ids, { machinesAt: iso(T0), peopleAt: iso(T0) });
    });

    it.each<[string, Told[], string[]]>([
      ["machines first", [{ machinesAt: iso(T0 + 1) }, { peopleAt: iso(T0 + 2) }], ["1+2", "1+1"]],
      ["people first", [{ peopleAt: iso(T0 + 2) }, { machinesAt: iso(T0 + 1) }], ["2+1", "1+1"]],
      ["both at once", [{ machinesAt: iso(T0 + 1), peopleAt: iso(T0 + 2) }], ["1+1"]],
      [
        "machines twice",
        [{ machinesAt: iso(T0) }, { machinesAt: iso(T0 + 1) }, { peopleAt: iso(T0 + 2) }],
        ["1+2", "1+2", "1+1"],
      ],
      [
        "machines again, after people",
        [{ machinesAt: iso(T0) }, { peopleAt: iso(T0 + 2) }, { machinesAt: iso(T0 + 1) }],
        ["1+2", "1+1", "1+1"],
      ],
      [
        "people again, after machines",
        [{ peopleAt: iso(T0) }, { machinesAt: iso(T0 + 1) }, { peopleAt: iso(T0 + 2) }],
        ["2+1", "1+1", "1+1"],
      ],
    ])("lists alerts until their audience was told: %s", async (_name, marks, expected) => {
      const [ports, key] = [open(), newKey()];
      const [one, other] = [await raise(ports, failing(key, T0)), await raise(ports, recovered(key, T0 + 1))];
      const left = [];
      for (const mark of marks) {
        await ports.alerts.markTold([one.id], mark);
        left.push((await untoldOf(ports, key)).map(({ length }) => length).join("+"));
      }
      expect(left).toEqual(expected);
      expect(await untoldOf(ports, key)).toEqual([[untold(other)], [untold(other)]]);
      const { items } = await ports.alertLister.listAlerts({ tenantId: key.tenantId }, { limit: 10 });
      expect(items[1]).toEqual({ ...one, told: { machinesAt: iso(T0 + 1), peopleAt: iso(T0 + 2) } });
    });

    it("loses no mark when both are made at once", async () => {
      const [ports, key] = [open(), newKey()];
      const alert = await raise(ports, failing(key, T0));
      const marks = [{ machinesAt: iso(T0 + 1) }, { peopleAt: iso(T0 + 2) }];
      await Promise.all([...marks, ...marks].map((mark) => ports.alerts.markTold([alert.id], mark)));
      expect(await untoldOf(ports, key)).toEqual([[], []]);
    });

    it("marks no alert that is gone", async () => {
      const [ports, key] = [open(), newKey()];
      const { id } = failing(key, T0);
      await ports.alerts.markTold([id], { machinesAt: iso(T0) });
      await ports.alerts.markTold([id], { machinesAt: iso(T0), peopleAt: iso(T0) });
      expect((await ports.alertLister.listAlerts({}, { limit: 1000 })).items.some((one) => one.id === id)).toBe(false);
    });

    it("keeps alerts as long as the log", async () => {
      const [ports, key] = [open(), newKey()];
      await raise(ports, failing(key, T0));
      ports.setNow(T0 + 30 * DAY_MS - 1000);
      expect(await untoldOf(ports, key)).toMatchObject([[{}], [{}]]);
      ports.setNow(T0 + 30 * DAY_MS);
      expect(await untoldOf(ports, key)).toEqual([[], []]);
    });

    it("lets one of many send the next message", async () => {
      const { alerts } = open();
      expect(await alerts.lastMessageAt()).toBeUndefined();
      const claims = await Promise.all([1, 2, 3].map((n) => alerts.claimMessage(undefined, iso(T0 + n))));
      expect(claims.filter(Boolean)).toHaveLength(1);
      const before = await alerts.lastMessageAt();
      expect(before).toBe(iso(T0 + 1 + claims.indexOf(true)));
      expect(await alerts.claimMessage(iso(T0), iso(T0 + 9))).toBe(false);
      expect(await alerts.claimMessage(before, iso(T0 + 9))).toBe(true);
      expect(await alerts.lastMessageAt()).toBe(iso(T0 + 9));
    });
  });
}

/** The contract of `AlertLister`. A page may be short although others follow it. */
export function alertListContract(open: OpenTable): void {
  async function listAll({ alertLister }: TablePorts, filter: AlertFilter, limit: number): Promise<StoredAlert[]> {
    const found: StoredAlert[] = [];
    let after: string | undefined;
    do {
      const page = await alertLister.listAlerts(filter, { limit, ...(after !== undefined && { after }) });
      expect(page.items.length).toBeLessThanOrEqual(limit);
      found.push(...page.items);
      after = page.next;
    } while (after !== undefined);
    return found;
  }

  describe("AlertLister", () => {
    async function withAlerts() {
      const [ports, key] = [open(), newKey()];
      const other = { ...key, subscriptionId: newId("sub", T0) };
      const raised: Alert[] = [];
      for (let n = 0; n < 12; n++) {
        const one = n % 3 === 0 ? other : key;
        raised.push(await raise(ports, n % 2 === 0 ? failing(one, T0 + n) : recovered(one, T0 + n)));
      }
      return { ports, key, newest: raised.toReversed().map(untold) };
    }

    it.each([1, 5, 12, 100])("lists all of a tenant's, newest first, in pages of %d", async (limit) => {
      const { ports, key, newest } = await withAlerts();
      expect(await listAll(ports, { tenantId: key.tenantId }, limit)).toEqual(newest);
    });

    it("filters by subscription and by type", async () => {
      const { ports, key, newest } = await withAlerts();
      const of = ({ subscriptionId }: StoredAlert) => subscriptionId === key.subscriptionId;
      expect(await listAll(ports, { ...key }, 3)).toEqual(newest.filter(of));
      const types: AlertType[] = ["subscription.failing", "filter.too-slow"];
      const wanted = newest.filter(({ type }) => type === "subscription.failing");
      expect(await listAll(ports, { tenantId: key.tenantId, types }, 3)).toEqual(wanted);
      expect(await listAll(ports, { subscriptionId: key.subscriptionId, types }, 3)).toEqual(wanted.filter(of));
      expect(await listAll(ports, { tenantId: newId("t", T0) }, 3)).toEqual([]);
    });

    it("has those of all tenants, but not the latest message", async () => {
      const { ports, newest } = await withAlerts();
      await ports.alerts.claimMessage(await ports.alerts.lastMessageAt(), iso(T0));
      const all = await listAll(ports, {}, 50);
      expect(all.every(({ id }) => id.startsWith("alr_"))).toBe(true);
      expect(all).toEqual(expect.arrayContaining(newest));
    });

    it.each(["alr_~", "sub_01", ""])("refuses the cursor %j", async (after) => {
      await expect(open().alertLister.listAlerts({}, { limit: 10, after })).rejects.toThrow(Refusal);
    });
  });
}
