import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DeliveryRecord } from "../../../lib/core/delivery/delivery-store.ts";
import { lateRecord } from "../../../lib/core/delivery/late-record.ts";
import { isFinal } from "../../../lib/core/delivery/lifecycle.ts";
import type { Attempt } from "../../../lib/core/model/attempt.ts";
import type { Delivery, DeliveryState } from "../../../lib/core/model/delivery.ts";
import { attemptAt } from "../../support/contracts/sample-records.ts";
import { deliveryInState, STATES } from "../../support/delivery-states.ts";

const ERASED = "2026-01-01T00:00:30.000Z";
const OUTCOMES: DeliveryState[] = ["delivered", "retrying", "exhausted"];

/** A row that has changed, and a record that was made from an earlier row of the delivery. */
const rows = fc
  .record({
    state: fc.constantFrom(...STATES),
    run: fc.nat(2),
    before: fc.nat(3),
    inRun: fc.nat(3),
    erased: fc.boolean(),
  })
  .map(({ state, run, before, inRun, erased }) =>
    deliveryInState(state, {
      run,
      attempts: before + inRun,
      attemptsBeforeRun: before,
      ...(erased && { contentErasedAt: ERASED }),
    }),
  );

const records: fc.Arbitrary<Required<Pick<DeliveryRecord, "delivery" | "attempt">>> = fc
  .record({
    state: fc.constantFrom(...OUTCOMES),
    run: fc.nat(2),
    before: fc.nat(3),
    inRun: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ state, run, before, inRun }) => {
    const attempts = before + inRun;
    const attempt = attemptAt(0, { number: attempts, answerHeaders: { "x-a": "1" }, excerpt: "secret" });
    return { delivery: deliveryInState(state, { run, attempts, attemptsBeforeRun: before }), attempt };
  });

const inRunOf = ({ attempts, attemptsBeforeRun }: Delivery): number => attempts - attemptsBeforeRun;

const always = (check: (row: Delivery, record: DeliveryRecord & { attempt: Attempt }, after: DeliveryRecord) => void) =>
  fc.assert(
    fc.property(rows, records, (row, record) => {
      const after = lateRecord(row, record);
      expect(after).toBeDefined();
      if (after) check(row, record, after);
    }),
    { numRuns: 1000 },
  );

describe("an attempt that ends after its row has changed", () => {
  it("is recorded as the row's next", () => {
    always((row, { attempt }, after) => {
      expect(after.before).toEqual(row);
      expect(after.attempt).toMatchObject({ number: row.attempts + 1, at: attempt.at, status: attempt.status });
      expect(after.delivery.attempts).toBe(row.attempts + 1);
    });
  });

  it("changes nothing else of a later run, and doesn't count for it", () => {
    always((row, { delivery }, after) => {
      if (row.run <= delivery.run) return;
      const { attempts, attemptsBeforeRun } = after.delivery;
      expect(after.delivery).toEqual({ ...row, attempts, attemptsBeforeRun });
      expect(inRunOf(after.delivery)).toBe(inRunOf(row));
    });
  });

  it("leaves a run cancelled, and a run that has ended unless it was a success", () => {
    always((row, { delivery }, after) => {
      if (row.run !== delivery.run || !isFinal(row)) return;
      const isSuccess = delivery.state === "delivered" && row.state !== "cancelled";
      expect(after.delivery.state).toBe(isSuccess ? "delivered" : row.state);
    });
  });

  it("decides on a run that hasn't ended, and begins a run that the row doesn't know", () => {
    always((row, { delivery }, after) => {
      if (row.run > delivery.run || (row.run === delivery.run && isFinal(row))) return;
      expect(after.delivery).toMatchObject({ state: delivery.state, run: delivery.run });
    });
  });

  it("counts once for the retry policy, however many messages made it", () => {
    always((row, { delivery }, after) => {
      const counted = inRunOf(after.delivery);
      if (row.run < delivery.run) expect(counted).toBe(inRunOf(delivery));
      if (row.run === delivery.run) expect(counted).toBe(Math.max(inRunOf(row), inRunOf(delivery)));
    });
  });

  it("keeps no answer once the content was erased", () => {
    always((row, { attempt }, after) => {
      const isErased = row.contentErasedAt !== undefined;
      expect(after.delivery.contentErasedAt).toBe(row.contentErasedAt);
      expect(after.attempt?.excerpt).toBe(isErased ? "" : attempt.excerpt);
      expect(after.attempt?.answerHeaders).toEqual(isErased ? undefined : attempt.answerHeaders);
    });
  });
});

it("any order of late attempts loses none, and gives no two the same number", () => {
  fc.assert(
    fc.property(rows, fc.array(records, { maxLength: 8 }), (first, all) => {
      let row = first;
      const numbers = all.map((record) => {
        const after = lateRecord(row, record);
        row = after?.delivery ?? row;
        return after?.attempt?.number;
      });
      expect(numbers).toEqual(all.map((_, n) => first.attempts + n + 1));
      expect(row.attempts).toBe(first.attempts + all.length);
    }),
  );
});

describe("an end without an attempt", () => {
  const endedIn = (run: number) => ({ delivery: deliveryInState("skipped", { run, attempts: 1 }) });

  it.each(STATES)("ends a row that is %s only if it hasn't ended", (state) => {
    const row = deliveryInState(state, { attempts: 2 });
    const after = lateRecord(row, endedIn(0));
    expect(after).toEqual(
      isFinal(row) ? undefined : { before: row, delivery: expect.objectContaining({ attempts: 2 }) },
    );
    if (after) expect(after.delivery.state).toBe("skipped");
  });

  it("writes nothing to a later run", () => {
    expect(lateRecord(deliveryInState("pending", { run: 1 }), endedIn(0))).toBeUndefined();
  });
});

describe("a delivery that was held since", () => {
  const lateOf = (state: DeliveryState, holds: number, isAttempt = true) => ({
    delivery: deliveryInState(state, { holds, attempts: isAttempt ? 1 : 0 }),
    ...(isAttempt && { attempt: attemptAt(0, { number: 1 }) }),
  });
  const released = deliveryInState("pending", { holds: 2 });
  const held = deliveryInState("held", { holds: 2, heldFor: "breaker" });

  it.each([
    ["retrying", 1],
    ["exhausted", 1],
    ["held", 1],
    ["held", 2],
  ] as const)("stays as it is when an earlier message's attempt ends as %s (%i holds)", (state, holds) => {
    for (const row of [held, released]) {
      const after = lateRecord(row, lateOf(state, holds));
      expect(after?.delivery).toMatchObject({ state: row.state, holds: 2, attempts: 1 });
      expect(after?.attempt?.number).toBe(1);
    }
  });

  it.each([0, 1, 2])("isn't held again by an earlier message: %i holds", (holds) => {
    for (const row of [held, released]) expect(lateRecord(row, lateOf("held", holds, false))).toBeUndefined();
  });

  it("is delivered by any message", () => {
    expect(lateRecord(held, lateOf("delivered", 0))?.delivery.state).toBe("delivered");
  });

  it.each([
    ["retrying", 2],
    ["exhausted", 2],
    ["held", 3],
  ] as const)("is changed by the message of its release: %s (%i holds)", (state, holds) => {
    for (const row of [held, released]) {
      expect(lateRecord(row, lateOf(state, holds))?.delivery).toMatchObject({ state, holds });
    }
  });
});
