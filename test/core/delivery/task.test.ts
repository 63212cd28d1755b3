import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeTask, encodeTask, taskEncoder } from "../../../lib/core/delivery/task.ts";
import type { DeliveryTask } from "../../../lib/core/model/delivery-task.ts";

const task = (data: string): DeliveryTask => ({
  deliveryId: "dlv_01J00000000000000000000001_01J00000000000000000000000",
  subscriptionId: "sub_01J00000000000000000000000",
  event: {
    id: "evt_1",
    ulid: "01J00000000000000000000001",
    tenantId: "acme",
    type: "invoice.paid",
    occurredAt: "2026-01-01T00:00:00.000Z",
    data,
  },
  queuedAt: "2026-01-01T00:00:00.001Z",
  round: 1,
  attemptsBefore: 4,
  idleRounds: 0,
  run: 0,
  trigger: "scheduled",
});

/** What SQS takes in a message body; astral characters are allowed too but not needed. */
const SQS_TEXT = /^[\t\n\r\x20-\uD7FF\uE000-\uFFFD]*$/;

describe("a delivery task in a message", () => {
  it.each([
    "{}",
    '{"n":1e400, "big":12345678901234567890}',
    '{"a":"\n in raw text"}',
    '"\uffff"',
    '"\ufffe"',
    '"😀"',
    '"\u007f"',
  ])("comes back as it was: %j", (data) => {
    const body = encodeTask(task(data));
    expect(body).toMatch(SQS_TEXT);
    expect(decodeTask(body)).toEqual(task(data));
  });

  it("comes back as it was, whatever the data's characters", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(decodeTask(encodeTask(task(JSON.stringify(text))))).toEqual(task(JSON.stringify(text)));
      }),
    );
  });

  it("is the same when its data was encoded for the task before it", () => {
    const tasks = ["{}", "{}", '"\uffff"', '"\uffff"', "", "{}"].map((data, n) => ({ ...task(data), round: n }));
    expect(tasks.map(taskEncoder())).toEqual(tasks.map(encodeTask));
  });

  it.each([
    ["no text", ""],
    ["text of another kind", "hello\nworld"],
    ["JSON without a second line", JSON.stringify(task("{}"))],
    ["another version", encodeTask(task("{}")).replace('"v":1', '"v":2')],
    ["null", "null\n{}"],
    ["an event without a tenant", encodeTask(task("{}")).replace('"tenantId":"acme",', "")],
    ["an event without a ULID", encodeTask(task("{}")).replace('"ulid":"01J00000000000000000000001",', "")],
    [
      "a delivery with another id",
      encodeTask(task("{}")).replace(/"dlv_[^"]+"/, '"dlv_evt_1_01J00000000000000000000000"'),
    ],
    ["a round that is no number", encodeTask(task("{}")).replace('"round":1', '"round":"1"')],
  ])("is not read from %s", (_case, body) => {
    expect(decodeTask(body)).toBeUndefined();
  });
});
