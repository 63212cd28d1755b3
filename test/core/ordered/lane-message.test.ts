import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeTask } from "../../../lib/core/delivery/task.ts";
import { deliveryId, newUlid } from "../../../lib/core/ids.ts";
import type { DeliveryTask } from "../../../lib/core/model/delivery-task.ts";
import { decodeLaneMessage, encodeLaneMessage } from "../../../lib/core/ordered/lane-message.ts";
import { sampleEvent, subscriptionOf } from "../../support/factories.ts";

const { id: subscriptionId } = subscriptionOf();
const ulid = newUlid(0);
const HASH = "0123456789abcdef".repeat(2);

const task: DeliveryTask = {
  deliveryId: deliveryId(ulid, subscriptionId),
  subscriptionId,
  event: sampleEvent({ ulid, data: '{"order":7}' }),
  queuedAt: "2026-01-01T00:00:00.000Z",
  round: 0,
  attemptsBefore: 0,
  idleRounds: 0,
  run: 0,
  trigger: "scheduled",
};

describe("the message of an ordered lane", () => {
  it.each(["", HASH])("carries a delivery to its lane (%s)", (hash) => {
    const message = { lane: { tenantId: "acme", subscriptionId, hash }, task };
    expect(decodeLaneMessage(encodeLaneMessage(message))).toEqual(message);
  });

  it.each(["", HASH])("asks to look at a lane (%s)", (hash) => {
    const message = { lane: { tenantId: "acme", subscriptionId, hash } };
    expect(decodeLaneMessage(encodeLaneMessage(message))).toEqual(message);
  });

  it("leaves behind what the delivery was in another lane", () => {
    const lane = { tenantId: "acme", subscriptionId, hash: "" };
    const { body } = encodeLaneMessage({ lane, task: { ...task, slotMs: 7, probe: 1, sentOn: 3 } });
    expect(body).toBe(encodeTask(task));
  });

  it("can't be read if it is anything else", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
        expect(decodeLaneMessage({ group: subscriptionId, body })).toBeUndefined();
      }),
    );
    expect(decodeLaneMessage({ group: subscriptionId, body: '{"v":2,"lookAt":"acme"}' })).toBeUndefined();
  });
});
