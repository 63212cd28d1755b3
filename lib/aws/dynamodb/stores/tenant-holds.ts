import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { MOST_HOLDS, type TenantHolds } from "../../../core/health/health-store.ts";
import type { HeldFor } from "../../../core/model/delivery.ts";
import type { SubscriptionKey } from "../../../core/model/subscription.ts";
import { conditionally } from "../driver/conditional-write.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { tenantKey } from "../keys/tenant-keys.ts";
import { holdOf } from "../rows.ts";

const REASONS: readonly HeldFor[] = ["breaker", "paused", "rate"];

/**
 * Keeps a set in the tenant's row. Concurrent changes of a set don't overwrite each other
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html).
 */
export function dynamoTenantHolds({ client, name: TableName }: TableAccess): TenantHolds {
  return { addHold, removeHold: (subscription) => remove(subscription, REASONS) };

  /** Another reason for holding the same subscription is removed afterwards, because one call can't do both to a set. */
  async function addHold({ tenantId, subscriptionId }: SubscriptionKey, reason: HeldFor): Promise<void> {
    const command = new UpdateCommand({
      TableName,
      Key: tenantKey(tenantId),
      UpdateExpression: "ADD holds :hold",
      ConditionExpression: "attribute_exists(pk) AND (attribute_not_exists(holds) OR size(holds) < :most)",
      ExpressionAttributeValues: { ":hold": new Set([holdOf(reason, subscriptionId)]), ":most": MOST_HOLDS },
      ReturnValues: "UPDATED_NEW",
    });
    const answer = await conditionally("holding a subscription failed", () => client.send(command));
    const holds: ReadonlySet<string> = answer?.Attributes?.holds ?? new Set();
    const outdated = REASONS.filter((other) => other !== reason && holds.has(holdOf(other, subscriptionId)));
    if (outdated.length > 0) await remove({ tenantId, subscriptionId }, outdated);
  }

  async function remove({ tenantId, subscriptionId }: SubscriptionKey, reasons: readonly HeldFor[]): Promise<void> {
    const command = new UpdateCommand({
      TableName,
      Key: tenantKey(tenantId),
      UpdateExpression: "DELETE holds :holds",
      ConditionExpression: "attribute_exists(holds)",
      ExpressionAttributeValues: { ":holds": new Set(reasons.map((reason) => holdOf(reason, subscriptionId))) },
    });
    await conditionally("ending a subscription's hold failed", () => client.send(command));
  }
}
