import { beforeEach, describe, expect, it } from "vitest";
import type { Delivery } from "../../../lib/core/model/delivery.ts";
import type { Subscription } from "../../../lib/core/model/subscription.ts";
import { attemptAt, DAY_MS, deliveryAt, iso, subscriptionAt, T0, tenantOf } from "./sample-records.ts";
import type { OpenTable, TablePorts } from "./table-ports.ts";

/** The contract of `DeliveryRecorder` for a delivery's runs, and the contract of `DeliveryEditor`. */
export function deliveryRunContract(open: OpenTable): void {
  let ports: TablePorts;
  let subscription: Subscription;

  beforeEach(() => {
    ports = open();
    subscription = subscriptionAt(tenantOf().id, T0);
  });

  const rowOf = async (id: string) => (await ports.logReader.getDeliveries([id])).get(id);

  async function kept(fields: Partial<Delivery>): Promise<Delivery> {
    const row = deliveryAt(subscription, T0, fields);
    await ports.editor.replaceDeliveries([{ before: undefined, after: row }]);
    return row;
  }

  const endOf = ({ run, attempts, lastStatus, failure, updatedAt }: Delivery) => ({
    run,
    attempts,
    lastStatus,
    failure,
    updatedAt,
  });

  describe("DeliveryRecorder, of runs", () => {
    it.each([
      ["a later run overwrites an end", { state: "exhausted", run: 0 }, { state: "retrying", run: 1 }, true],
      ["and a success", { state: "delivered", run: 0 }, { state: "retrying", run: 1 }, true],
      ["the same run goes on", { state: "pending", run: 1 }, { state: "retrying", run: 1 }, true],
      ["an earlier run changes nothing", { state: "pending", run: 1 }, { state: "exhausted", run: 0 }, false],
      ["nor while a later one retries", { state: "retrying", run: 2 }, { state: "skipped", run: 1 }, false],
      ["nor does a success of it", { state: "retrying", run: 1 }, { state: "delivered", run: 0 }, false],
    ] as const)("%s", async (_name, before, after, written) => {
      const row = await kept(before);
      const late = { ...row, ...after, attempts: 2, attemptsBeforeRun: after.run > before.run ? 1 : 0 };
      expect(await ports.recorder.record([{ delivery: late, attempt: attemptAt(T0 + 1, { number: 2 }) }])).toEqual([
        "late",
      ]);
      const counted = { ...row, attempts: 2, attemptsBeforeRun: 1 };
      const exhaustedRuns = before.state === "exhausted" ? [endOf(row)] : undefined;
      expect(await rowOf(row.id)).toEqual(written ? { ...late, exhaustedRuns } : counted);
      expect((await ports.logReader.listAttempts(row.id)).map(({ number }) => number)).toEqual([2]);
    });
  });

  describe("DeliveryEditor", () => {
    it("writes only rows that are still absent", async () => {
      const made = [0, 1].map((n) => deliveryAt(subscription, T0 + n, { state: "skipped", attempts: 0 }));
      const changes = made.map((after) => ({ before: undefined, after }));
      expect(await ports.editor.replaceDeliveries(changes.slice(0, 1))).toEqual([true]);
      const again = changes.map(({ after }) => ({ before: undefined, after: { ...after, state: "pending" as const } }));
      expect(await ports.editor.replaceDeliveries(again)).toEqual([false, true]);
      expect((await rowOf(made[0]?.id ?? ""))?.state).toBe("skipped");
    });

    it("keeps why a delivery is held and how often, until it is let go", async () => {
      const before = await kept(
        deliveryAt(subscription, T0, { state: "held", attempts: 0, heldFor: "paused", holds: 2 }),
      );
      const { heldFor: _heldFor, ...rest } = before;
      const letGo = { ...rest, state: "pending" as const };
      expect(await ports.editor.replaceDeliveries([{ before, after: letGo }])).toEqual([true]);
      expect(await rowOf(before.id)).toEqual(letGo);
      const { holds: _holds, ...unheld } = { ...letGo, run: 1 };
      await ports.editor.replaceDeliveries([{ before: letGo, after: unheld }]);
      expect(await rowOf(before.id)).toEqual(unheld);
    });

    it.each([
      ["stands as it was", {}, true],
      ["is in another run", { run: 1 }, false],
      ["was tried again", { attempts: 2 }, false],
      ["has another state", { state: "exhausted" }, false],
    ] as const)("replaces a row that %s: %o is %s", async (_name, meanwhile, written) => {
      const before = deliveryAt(subscription, T0, { state: "retrying" });
      const row = await kept({ ...before, ...meanwhile });
      const after = { ...before, state: "cancelled" as const };
      expect(await ports.editor.replaceDeliveries([{ before, after }])).toEqual([written]);
      expect(await rowOf(row.id)).toEqual(written ? after : row);
    });

    it.each(["editor", "recorder"] as const)(
      "keeps the mark of an erasure, even if the %s is told otherwise",
      async (port) => {
        const row = await kept({ state: "exhausted", attempts: 1 });
        await ports.eraser.eraseAnswers([row], iso(T0 + 5));
        const before = await rowOf(row.id);
        const after = { ...row, state: "retrying" as const, attempts: 2, updatedAt: iso(T0 + 9) };
        const attempt = attemptAt(T0 + 9, { number: 2 });
        if (port === "editor") expect(await ports.editor.replaceDeliveries([{ before, after }])).toEqual([true]);
        else
          expect(await ports.recorder.record([{ ...(before && { before }), delivery: after, attempt }])).toEqual([
            undefined,
          ]);
        expect(await rowOf(row.id)).toEqual({ ...after, contentErasedAt: iso(T0 + 5) });
      },
    );

    it("lists a written delivery with its run's fields", async () => {
      const exhaustedRuns = [endOf(deliveryAt(subscription, T0, { run: 2, state: "exhausted" }))];
      const fields = { run: 3, attemptsBeforeRun: 7, trigger: "replay", replayId: "rpl_1", state: "pending" } as const;
      const row = await kept({ ...fields, exhaustedRuns });
      const key = { tenantId: subscription.tenantId, subscriptionId: subscription.id };
      expect((await ports.logReader.listDeliveries(key, {}, { limit: 5 })).items).toEqual([row]);
    });

    it("treats an expired row as absent, even before DynamoDB deletes it", async () => {
      const [ended, other] = [0, 1].map((n) => deliveryAt(subscription, T0 + n, { state: "exhausted" }));
      if (!ended || !other) throw new Error("unreachable");
      for (const delivery of [ended, other]) await ports.recorder.record([{ delivery, attempt: attemptAt(T0) }]);
      const later = T0 + 31 * DAY_MS;
      ports.setNow(later);
      const again = { state: "retrying", updatedAt: iso(later) } as const;
      const attempt = attemptAt(later, { status: 500 });
      expect(await ports.recorder.record([{ delivery: { ...ended, ...again }, attempt }])).toEqual([undefined]);
      expect(await ports.editor.replaceDeliveries([{ before: undefined, after: { ...other, ...again } }])).toEqual([
        true,
      ]);
      for (const { id } of [ended, other]) expect(await rowOf(id)).toMatchObject(again);
    });

    it("replaces many rows", async () => {
      const made = Array.from({ length: 60 }, (_, n) => deliveryAt(subscription, T0 + n));
      const done = await ports.editor.replaceDeliveries(made.map((after) => ({ before: undefined, after })));
      expect(done).toEqual(made.map(() => true));
      expect((await ports.logReader.getDeliveries(made.map(({ id }) => id))).size).toBe(60);
    });
  });
}
