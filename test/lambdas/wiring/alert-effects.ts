import { expect, vi } from "vitest";
import { alertWrites } from "../../../lib/aws/dynamodb/alert-rows.ts";
import { transact } from "../../../lib/aws/dynamodb/driver/transact.ts";
import type { LogTable } from "../../../lib/aws/dynamodb/rows.ts";
import { dynamoAlertOutbox } from "../../../lib/aws/dynamodb/stores/alert-outbox.ts";
import { dynamoExhaustedDigests } from "../../../lib/aws/dynamodb/stores/exhausted-digests.ts";
import { alertOf } from "../../../lib/core/alerts/alert.ts";
import { newId } from "../../../lib/core/ids.ts";
import { deliveryAt, subscriptionAt } from "../../support/contracts/sample-records.ts";
import type { Effects } from "./effects.ts";
import { VALUES } from "./environments.ts";
import type { Changes, Wires } from "./wired.ts";

const MINUTE_MS = 60_000;

/** Raises an alert in a table of its own, and has people and machines told of it. */
async function tell(wires: Wires, changes: Changes = {}): Promise<LogTable> {
  const table = { ...wires.table, name: await wires.newTable() };
  const key = { tenantId: "acme", subscriptionId: newId("sub", Date.now()) };
  const alert = alertOf(key, "subscription.disabled", { reason: "gone" }, Date.now());
  await transact(table, alertWrites(table, alert));
  await later(2 * MINUTE_MS, () => wires.invoke("alert", {}, { TABLE_NAME: table.name, ...changes }));
  return table;
}

async function later(byMs: number, act: () => Promise<unknown>): Promise<void> {
  const clock = vi.spyOn(Date, "now").mockReturnValue(Date.now() + byMs);
  await act().finally(() => clock.mockRestore());
}

export const alertEffects: Effects["alert"] = {
  async TABLE_NAME(wires) {
    const untoldAfter = async (changes?: Changes) => {
      const outbox = dynamoAlertOutbox(await tell(wires, changes));
      return [await outbox.listUntold("machines", 10), await outbox.listUntold("people", 10)];
    };
    expect(await untoldAfter()).toEqual([[], []]);
    expect(await untoldAfter({ TABLE_NAME: "another-table" })).toMatchObject([[{}], [{}]]);
  },
  async RETENTION_DAYS(wires) {
    const subscription = subscriptionAt("acme", Date.now());
    await dynamoExhaustedDigests(wires.table).addExhausted([deliveryAt(subscription, Date.now())]);
    await later(6 * MINUTE_MS, () => wires.invoke("alert", {}, { RETENTION_DAYS: "3" }));
    // Its digest, and its alert.
    expect(await wires.keptDays(subscription.id)).toEqual([3, 3]);
  },
  async BUS_NAME(wires) {
    await tell(wires);
    expect(wires.called("PutEvents", "Entries")).toMatchObject([[{ EventBusName: VALUES.BUS_NAME }]]);
  },
  async INTAKE_QUEUE_URL(wires) {
    await tell(wires);
    expect(wires.called("SendMessageBatch", "QueueUrl")).toEqual([VALUES.INTAKE_QUEUE_URL]);
  },
  async ALERT_TOPIC_ARN(wires) {
    await tell(wires);
    expect(wires.called("Publish", "TopicArn")).toEqual([VALUES.ALERT_TOPIC_ARN]);
    await tell(wires, { ALERT_TOPIC_ARN: "" });
    expect(wires.called("Publish", "TopicArn")).toEqual([]);
  },
  async API_URL(wires) {
    await tell(wires);
    expect(wires.called("Publish", "Message")).toEqual([expect.stringContaining(`${VALUES.API_URL}/api/v1/`)]);
  },
  async CONSOLE_URL(wires) {
    await tell(wires);
    expect(wires.called("Publish", "Message")).toEqual([expect.stringContaining(`${VALUES.CONSOLE_URL}/console/`)]);
  },
  async STAGE(wires) {
    await tell(wires);
    expect(wires.called("Publish", "Subject")).toEqual([expect.stringContaining(VALUES.STAGE)]);
  },
};
