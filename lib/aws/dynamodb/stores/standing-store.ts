import { randomUUID } from "node:crypto";
import { DeleteCommand } from "@aws-sdk/lib-dynamodb";
import { NO_EVIDENCE, withNewWindow } from "../../../core/health/evidence.ts";
import type { ChangedStanding, Health } from "../../../core/health/health.ts";
import type { StandingStore } from "../../../core/health/health-store.ts";
import type { SubscriptionKey } from "../../../core/model/subscription.ts";
import { orFault } from "../../kit/sdk-errors.ts";
import { alertWrites } from "../alert-rows.ts";
import { auditWrites } from "../audit-rows.ts";
import { has, isStill, type RowCondition } from "../driver/conditions.ts";
import { settledWrite } from "../driver/settled-write.ts";
import { transact } from "../driver/transact.ts";
import { healthIn, standingFields, windowFields } from "../health-rows.ts";
import { duePks, healthKey } from "../keys/health-keys.ts";
import type { LogTable } from "../rows.ts";
import { TTL_ATTRIBUTE } from "../table.ts";
import { dueRowsReader } from "./due-rows.ts";
import { dynamoHealthReader } from "./health-reader.ts";
import { healthWrites } from "./health-writes.ts";

/** A random token of the latest change of the standing. */
const TOKEN = "standingToken";

/** Changes the standing in health rows. */
export function dynamoStandingStore(table: LogTable): StandingStore {
  const { create, creation, update, updating } = healthWrites(table);
  const dueRows = dueRowsReader(table);
  return { ...dynamoHealthReader(table), replaceStanding, listDue, forget };

  async function replaceStanding(
    subscription: SubscriptionKey,
    before: Health | undefined,
    after: ChangedStanding,
  ): Promise<Health | undefined> {
    const token = randomUUID();
    const version = (before?.version ?? 0) + 1;
    const standing = standingFields(table, subscription, after, table.now());
    const set = { ...standing, ...windowFields(before, after), version, [TOKEN]: token };
    const change = before && {
      set,
      conditions: [has("pk"), isUnexpired(), isStill("version", before.version || undefined)],
    };
    const further = [...alertWrites(table, after.alert), ...auditWrites(table, after.audit)];
    if (further.length > 0) {
      const write = change ? { Update: updating(subscription, change) } : { Put: creation(subscription, set) };
      const isWritten = (await transact(table, [write, ...further])) === -1;
      return isWritten ? changedHealth(before, after) : undefined;
    }
    const write = change ? update(subscription, change) : create(subscription, set);
    const message = "changing an endpoint's standing failed";
    const row = await settledWrite(message, { attribute: TOKEN, token }, write, () => undefined);
    return row && healthIn(row)[1];
  }

  function isUnexpired(): RowCondition {
    const names = { "#ttl": TTL_ATTRIBUTE };
    const values = { ":nowSeconds": Math.floor(table.now() / 1000) };
    return { text: "(attribute_not_exists(#ttl) OR #ttl > :nowSeconds)", names, values };
  }

  async function listDue(untilMs: number, limit: number): Promise<SubscriptionKey[]> {
    const rows = await dueRows(duePks(), untilMs, limit);
    return rows.map(({ tenantId, subscriptionId }) => ({
      tenantId: String(tenantId),
      subscriptionId: String(subscriptionId),
    }));
  }

  async function forget(subscriptionId: string): Promise<void> {
    const command = new DeleteCommand({ TableName: table.name, Key: healthKey(subscriptionId) });
    await orFault("forgetting an endpoint failed", () => table.client.send(command));
  }
}

const NOTHING_KNOWN: Health = { version: 0, quickAnswers: 0, leases: {}, evidence: NO_EVIDENCE };

/**
 * What is known after a change in a transaction, which returns no row. Counts that came in since the read are missing.
 */
function changedHealth(
  before: Health | undefined,
  { alert: _alert, audit: _audit, ...after }: ChangedStanding,
): Health {
  const { version, slowSince, quickAnswers, leases, evidence } = before ?? NOTHING_KNOWN;
  const begun = windowFields(before, after).windowSinceMs;
  const known = begun === undefined ? evidence : withNewWindow(evidence, begun);
  return { ...after, version: version + 1, slowSince, quickAnswers, leases, evidence: known };
}
