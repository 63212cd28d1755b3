import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { PipelineFault } from "../../../core/errors.ts";
import type { EventClaim, EventClaims } from "../../../core/events.ts";
import type { TenantRef } from "../../../core/model/tenant.ts";
import { batchGetter } from "../driver/batch-get.ts";
import { batchInserter } from "../driver/batch-insert.ts";
import { conditionally } from "../driver/conditional-write.ts";
import { absent } from "../driver/conditions.ts";
import { eventClaimIn, eventClaimRow } from "../event-rows.ts";
import { claimKey } from "../keys/event-keys.ts";
import type { LogTable } from "../rows.ts";

/** Claims of events: which event has a producer's id, or an idempotency key. */
export function dynamoEventClaims(table: LogTable): EventClaims {
  const insertAll = batchInserter(table);
  const batchGet = batchGetter(table);
  return { readClaims, claim };

  async function readClaims(of: TenantRef, names: string[]): Promise<Map<string, EventClaim>> {
    return byName((await batchGet(names.map((name) => claimKey(of, name)))).map(eventClaimIn));
  }

  async function claim(of: TenantRef, wanted: EventClaim[]): Promise<Map<string, EventClaim>> {
    const results = await insertAll(wanted.map((one) => eventClaimRow(table, of, one)));
    const fault = results.find((result) => result instanceof Error);
    if (fault) throw fault;
    const taken = wanted.filter((_, index) => results[index] === "exists");
    if (taken.length === 0) return byName(wanted);
    const found = await readClaims(
      of,
      taken.map(({ name }) => name),
    );
    const expired = taken.filter(({ name }) => !found.has(name));
    const renewed = await Promise.all(expired.map((one) => renew(of, one)));
    return new Map([...byName(wanted), ...found, ...byName(renewed)]);
  }

  /** Replaces a claim that has expired. DynamoDB can take a few days to delete it. */
  async function renew(of: TenantRef, wanted: EventClaim): Promise<EventClaim> {
    const { text, values } = absent(table);
    const put = new PutCommand({
      TableName: table.name,
      Item: eventClaimRow(table, of, wanted),
      ConditionExpression: text,
      ExpressionAttributeValues: values,
    });
    if (await conditionally("claiming an id failed", () => table.client.send(put))) return wanted;
    const found = (await readClaims(of, [wanted.name])).get(wanted.name);
    if (!found) throw new PipelineFault("a claim was made and has expired at once");
    return found;
  }
}

const byName = (claims: EventClaim[]): Map<string, EventClaim> => new Map(claims.map((claim) => [claim.name, claim]));
