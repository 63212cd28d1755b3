import { DeleteCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { MOST_UNDER_WAY, MOST_UNDER_WAY_OF_TENANT } from "../../../core/health/bulkhead.ts";
import { type Answers, type Health, isHealthyAgain, QUICK_ANSWERS } from "../../../core/health/health.ts";
import type { HealthStore } from "../../../core/health/health-store.ts";
import { conditionally } from "../driver/conditional-write.ts";
import { absent } from "../driver/conditions.ts";
import { leaseEnder } from "../driver/lease-end.ts";
import { leaseTaker } from "../driver/lease-row.ts";
import { healthKey, slowPostsKey } from "../keys.ts";
import { healthRow, type LogTable, retainedUntil } from "../rows.ts";

/** A tenant's row outlasts all its leases. */
const TENANT_ROW_MS = 3_600_000;

/** Writes the rows of unhealthy endpoints. `DeliveryReader` reads them. */
export function dynamoHealthStore(table: LogTable): HealthStore {
  const take = leaseTaker(table);
  const end = leaseEnder(table);
  return {
    markSlow,
    reserve,
    release,
    reserveOfTenant,
    releaseOfTenant: (tenantId, leaseId) => end(slowPostsKey(tenantId), leaseId),
  };

  async function markSlow(subscriptionId: string): Promise<void> {
    const { text, values } = absent(table);
    const nowIso = new Date(table.now()).toISOString();
    const Item = healthRow(table, subscriptionId, { slowSince: nowIso, quickAnswers: 0, leases: {} });
    const put = { TableName: table.name, Item, ConditionExpression: text, ExpressionAttributeValues: values };
    await conditionally("marking an endpoint as slow failed", () => table.client.send(new PutCommand(put)));
  }

  async function reserve(...[subscriptionId, { leases }, request]: Parameters<HealthStore["reserve"]>) {
    const { leaseId: id, wanted, untilMs } = request;
    const expiresAt = retainedUntil(table, table.now());
    const taken = await take(healthKey(subscriptionId), leases, {
      id,
      wanted,
      most: MOST_UNDER_WAY,
      untilMs,
      expiresAt,
    });
    return taken === "absent" ? wanted : taken;
  }

  /** The row isn't read: if it is there, DynamoDB refuses to create it, and shows its leases. */
  async function reserveOfTenant(...[tenantId, request]: Parameters<HealthStore["reserveOfTenant"]>) {
    const { leaseId: id, wanted, untilMs } = request;
    const expiresAt = Math.ceil((untilMs + TENANT_ROW_MS) / 1000);
    const most = MOST_UNDER_WAY_OF_TENANT;
    const taken = await take(slowPostsKey(tenantId), undefined, { id, wanted, most, untilMs, expiresAt });
    return taken === "absent" ? 0 : taken;
  }

  /** The lease is a token: if the SDK repeats a call whose answer was lost, its answers don't count twice. */
  async function release(subscriptionId: string, leaseId: string, { quick, slow }: Answers): Promise<void> {
    const counted = slow > 0 ? "quickAnswers = :n" : "quickAnswers = quickAnswers + :n";
    const update = new UpdateCommand({
      TableName: table.name,
      Key: healthKey(subscriptionId),
      UpdateExpression: `SET ${counted} REMOVE leases.#id`,
      ConditionExpression: "attribute_exists(leases.#id)",
      ExpressionAttributeNames: { "#id": leaseId },
      ExpressionAttributeValues: { ":n": slow > 0 ? 0 : quick },
      ReturnValues: "ALL_NEW",
    });
    const answer = await conditionally("releasing a lease failed", () => table.client.send(update));
    const health = answer?.Attributes as Health | undefined;
    if (health && isHealthyAgain(health, table.now())) await markHealthy(subscriptionId);
  }

  /** Does nothing if an answer has been slow since. */
  async function markHealthy(subscriptionId: string): Promise<void> {
    const command = new DeleteCommand({
      TableName: table.name,
      Key: healthKey(subscriptionId),
      ConditionExpression: "quickAnswers >= :enough",
      ExpressionAttributeValues: { ":enough": QUICK_ANSWERS },
    });
    await conditionally("marking an endpoint as healthy failed", () => table.client.send(command));
  }
}
