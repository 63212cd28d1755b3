import { expect } from "vitest";
import { deliveryRow } from "../../../lib/aws/dynamodb/delivery-rows.ts";
import { toItem } from "../../../lib/aws/dynamodb/driver/attribute-values.ts";
import { dynamoTallyReader } from "../../../lib/aws/dynamodb/stores/tally-reader.ts";
import { newId } from "../../../lib/core/ids.ts";
import { deliveryAt, subscriptionAt } from "../../support/contracts/sample-records.ts";
import type { Effects } from "./effects.ts";
import type { Changes, Wires } from "./wired.ts";

/** Passes a change of a delivery to the function. Resolves with its subscription. */
async function counted(wires: Wires, changes: Changes = {}): Promise<string> {
  const { tenantId } = await wires.tenant();
  const subscription = subscriptionAt(tenantId, Date.now());
  const row = deliveryRow(wires.table, deliveryAt(subscription, Date.now() + 60_000));
  const record = { eventID: newId("", Date.now()), dynamodb: { NewImage: toItem(row) } };
  await wires.invoke("tally", { Records: [record] }, changes);
  return subscription.id;
}

export const tallyEffects: Effects["tally"] = {
  async TABLE_NAME(wires) {
    const reader = dynamoTallyReader(wires.table);
    expect((await reader.readDay([await counted(wires)])).size).toBe(1);
    expect((await reader.readDay([await counted(wires, { TABLE_NAME: "another-table" })])).size).toBe(0);
  },
  async RETENTION_DAYS(wires) {
    const [minutes, hours] = (await wires.keptDays(await counted(wires, { RETENTION_DAYS: "3" }))).sort();
    expect(minutes).toBeLessThanOrEqual(1);
    // Three days after the end of the day.
    expect([3, 4]).toContain(hours);
  },
};
