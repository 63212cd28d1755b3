import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { MOST_UNDER_WAY, MOST_UNDER_WAY_OF_TENANT } from "../../../core/health/bulkhead.ts";
import { type Answers, type Health, isQuickAgain, QUICK_ANSWERS } from "../../../core/health/health.ts";
import type { Bulkheads, PlaceRequest } from "../../../core/health/health-store.ts";
import { isForgettable, isHolding } from "../../../core/health/holding.ts";
import { conditionally } from "../driver/conditional-write.ts";
import { allOf, compares, has, hasNo, type RowCondition } from "../driver/conditions.ts";
import { getRow } from "../driver/get-row.ts";
import { leaseEnder } from "../driver/lease-end.ts";
import { type LeaseRequest, leaseTaker } from "../driver/lease-row.ts";
import { updateOf } from "../driver/update-expression.ts";
import { healthIn, isLasting } from "../health-rows.ts";
import { healthKey } from "../keys/health-keys.ts";
import { slowPostsKey } from "../keys/rate-keys.ts";
import { type LogTable, retainedUntil } from "../rows.ts";
import { TTL_ATTRIBUTE } from "../table.ts";
import { healthWrites, isAsFound } from "./health-writes.ts";

/** A tenant's row outlasts all its leases. */
const TENANT_ROW_MS = 3_600_000;

/** Leases in health rows, and in a row of each tenant. */
export function dynamoBulkheads(table: LogTable): Bulkheads {
  const take = leaseTaker(table);
  const end = leaseEnder(table);
  const { remove } = healthWrites(table);
  return {
    reserve,
    release,
    reserveOfTenant,
    releaseOfTenant: (tenantId, leaseId) => end(slowPostsKey(tenantId), leaseId),
  };

  /** If the endpoint isn't slow any more, or the row now stays or no longer does, the row is read again. */
  async function reserve(subscriptionId: string, read: Health, request: PlaceRequest): Promise<number> {
    let known: Health | undefined = read;
    for (let tries = 0; known?.slowSince !== undefined && tries < 3; tries++) {
      const taken = await take(healthKey(subscriptionId), known.leases, leaseRequest(known, request));
      if (taken !== "absent") return taken;
      const row = await getRow(table, healthKey(subscriptionId), "reading an endpoint's health failed");
      known = row && healthIn(row)[1];
    }
    return known?.slowSince === undefined ? request.wanted : 0;
  }

  function leaseRequest(health: Health, { leaseId: id, wanted, untilMs }: PlaceRequest): LeaseRequest {
    const lasts = isHolding(health);
    const condition = [has("slowSince"), lasts ? hasNo(TTL_ATTRIBUTE) : has(TTL_ATTRIBUTE)];
    return {
      id,
      wanted,
      most: MOST_UNDER_WAY,
      untilMs,
      expiresAt: lasts ? undefined : retainedUntil(table, table.now()),
      also: {
        condition: allOf(condition) as RowCondition,
        isMet: (row) => row.slowSince !== undefined && isLasting(row) === lasts,
      },
    };
  }

  /** The row isn't read: if it is there, DynamoDB refuses to create it, and shows its leases. */
  async function reserveOfTenant(tenantId: string, request: PlaceRequest): Promise<number> {
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
    const row = answer?.Attributes;
    if (row && isQuickAgain(healthIn(row)[1], table.now())) await endSlowness(subscriptionId, row);
  }

  /** Does nothing if an answer has been slow since. Leases of POSTs that are still quick end with the slowness. */
  async function endSlowness(subscriptionId: string, row: Record<string, unknown>): Promise<void> {
    const isQuick = compares("quickAnswers", ">=", QUICK_ANSWERS);
    const [, health] = healthIn(row);
    const Key = healthKey(subscriptionId);
    const isLast = isForgettable({ ...health, slowSince: undefined }, table.now());
    const message = "ending an endpoint's slowness failed";
    const forget = async () => [await remove(subscriptionId, [isQuick, ...isAsFound(row)])()];
    if (isLast && (await conditionally(message, forget))) return;
    const change = updateOf({
      set: { slowSince: undefined, quickAnswers: 0, leases: {} },
      conditions: [isQuick, has("slowSince")],
    });
    await conditionally(message, () => table.client.send(new UpdateCommand({ TableName: table.name, Key, ...change })));
  }
}
