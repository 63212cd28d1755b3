import { dynamoDbClient } from "../../../lib/aws/clients.ts";
import { dynamoTallyStore } from "../../../lib/aws/dynamodb/stores/tally-store.ts";
import type { Delivery } from "../../../lib/core/model/delivery.ts";
import { countChanges, type DeliveryRowChange } from "../../../lib/core/tally/count-changes.ts";
import type { TwinFile } from "../../../lib/local/twin-file.ts";
import { operatorConfig } from "../../local/support/operator-clients.ts";
import { tableName } from "../support/table-name.ts";

const HOUR_MS = 3_600_000;

interface HistoryOptions {
  hours: number;
  /** The result of the `nth` delivery of an hour. The hours are counted backwards from now. */
  outcome(hoursAgo: number, nth: number): Pick<Delivery, "state" | "latencyMs" | "failure">;
  /** The number of deliveries in an hour. */
  deliveries(hoursAgo: number): number;
}

/**
 * Counts deliveries of past hours in an endpoint's time series, in the way in which the function `tally` does. There are
 * no rows of these deliveries.
 */
export async function addHistory(twin: TwinFile, subscriptionId: string, options: HistoryOptions): Promise<void> {
  const { hours, deliveries, outcome } = options;
  const client = dynamoDbClient(operatorConfig(twin));
  const name = await tableName(twin);
  const now = () => Date.now();
  const tenants = { getTenants: async () => new Map([[twin.tenantId, { incarnation: "", createdAt: "" }]]) };
  const count = countChanges({ tallies: dynamoTallyStore({ client, name, retentionDays: 30, now }), tenants, now });
  for (let hoursAgo = hours; hoursAgo > 0; hoursAgo--) {
    const at = new Date(now() - hoursAgo * HOUR_MS).toISOString();
    const changeOf = (_: unknown, nth: number): DeliveryRowChange => ({
      recordId: `${subscriptionId}-${String(hours - hoursAgo).padStart(6, "0")}-${nth}`,
      before: undefined,
      after: {
        tenantId: twin.tenantId,
        subscriptionId,
        createdAt: at,
        updatedAt: at,
        attempts: 1,
        ...outcome(hoursAgo, nth),
      } as Delivery,
    });
    await count(Array.from({ length: deliveries(hoursAgo) }, changeOf));
  }
  client.destroy();
}
