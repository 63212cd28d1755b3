import { describe, expect, it } from "vitest";
import { renewed, requeued } from "../../../lib/core/delivery/lifecycle.ts";
import type { Delivery } from "../../../lib/core/model.ts";
import { deliveryInState } from "../../support/delivery-states.ts";

const NOW_MS = Date.parse("2026-03-01T12:00:00.000Z");
const fresh: Delivery = { ...deliveryInState("pending"), run: 0, attempts: 0, attemptsBeforeRun: 0 };
const tried = { run: 0, attempts: 1, attemptsBeforeRun: 0, holds: 1 };

describe("a delivery that was cancelled after an attempt and a hold, because its event was missing", () => {
  const givenUp: Delivery = { ...deliveryInState("cancelled"), ...tried };

  it("is queued again when its event is accepted after all, and keeps its attempts", () => {
    const after = requeued(givenUp, fresh, NOW_MS);
    expect(after).toMatchObject({ state: "retrying", attempts: 1 });
    expect(after?.holds).toBeUndefined();
  });

  it("is held again if its subscription holds, and is released later", () => {
    const after = renewed(givenUp, { ...fresh, state: "held", heldFor: "breaker", holds: 1 }, NOW_MS);
    expect(after).toMatchObject({ state: "held", heldFor: "breaker", attempts: 1, holds: 2 });
  });

  it("stays as it is if its event was erased, or if a later run was cancelled", () => {
    expect(requeued({ ...givenUp, contentErasedAt: "2026-03-01T12:00:00.000Z" }, fresh, NOW_MS)).toBeUndefined();
    expect(requeued({ ...givenUp, run: 1 }, fresh, NOW_MS)).toBeUndefined();
  });
});

it("a delivery that is still held after an attempt is left to its release", () => {
  const held: Delivery = { ...deliveryInState("held"), ...tried };
  expect(requeued(held, fresh, NOW_MS)).toBeUndefined();
});

it("a delivery that was cancelled after an attempt without a hold stays cancelled", () => {
  const cancelled: Delivery = { ...deliveryInState("cancelled"), ...tried, holds: 0 };
  expect(requeued(cancelled, fresh, NOW_MS)).toBeUndefined();
});
