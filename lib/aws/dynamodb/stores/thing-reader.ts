import { ownIdClaim } from "../../../core/events.ts";
import type { FoundEvent, FoundThing, NamedThing, PossibleEvent, ThingReader } from "../../../core/find/found-thing.ts";
import { parseDeliveryId } from "../../../core/ids.ts";
import type { TenantRef } from "../../../core/model/tenant.ts";
import { batchGetter } from "../driver/batch-get.ts";
import { keyText, type TableAccess, type TableRow } from "../driver/table-access.ts";
import { EVENT_HEAD, eventClaimIn, eventHeadIn } from "../event-rows.ts";
import { alertKey } from "../keys/alert-keys.ts";
import { apiKeyKey } from "../keys/api-key-keys.ts";
import { deliveryKey } from "../keys/delivery-keys.ts";
import { claimKey, eventKey } from "../keys/event-keys.ts";
import { operatorKeyKey } from "../keys/operator-keys.ts";
import { rejectedKey } from "../keys/rejected-event-keys.ts";
import { replayHeadKey, replayKey } from "../keys/replay-keys.ts";
import { subscriptionKey } from "../keys/subscription-keys.ts";
import { tenantDeletionKey, tenantKey } from "../keys/tenant-keys.ts";
import { type RowKey, TTL_ATTRIBUTE } from "../table.ts";

/** The attributes of rows that say what a thing is. Rows of alerts and events have a `type`. */
const ABOUT = ["tenantId", "incarnation", "subscriptionId", "name", "url", "type", TTL_ATTRIBUTE];

/**
 * Reads what ids name. A row counts as one read, whatever part of it is read. Where each tenant may have the thing, the
 * reads are eventually consistent: half as dear.
 */
export function dynamoThingReader(table: TableAccess): ThingReader {
  const aboutRows = batchGetter(table, ABOUT);
  const possibleRows = batchGetter(table, ABOUT, false);
  const headRows = batchGetter(table, [...EVENT_HEAD, TTL_ATTRIBUTE], false);
  const claimRows = batchGetter(table, undefined, false);
  return { readNamed, readSubscription, readEvents };

  async function readNamed(things: readonly NamedThing[]): Promise<FoundThing[]> {
    const rows = byKey(await aboutRows(things.map(keyOf)));
    const found = await Promise.all(
      things.map(async (thing) => {
        const row = rows.get(keyText(keyOf(thing)));
        return row && (thing.type === "replay" ? await replayAt(thing.id, row) : thingIn(thing, row));
      }),
    );
    return found.filter((thing) => thing !== undefined);
  }

  /** The entry in the operator's list says only whose replay it is, and outlives an erased one for a moment. */
  async function replayAt(id: string, head: TableRow): Promise<FoundThing | undefined> {
    const of = { tenantId: String(head.tenantId), incarnation: String(head.incarnation) };
    const [row] = await aboutRows([replayKey(of, id)]);
    return row && thingIn({ type: "replay", id }, row);
  }

  async function readSubscription(subscriptionId: string, tenantIds: readonly string[]) {
    const [row] = await possibleRows(tenantIds.map((tenantId) => subscriptionKey({ tenantId, subscriptionId })));
    if (!row) return undefined;
    const { tenantId, name, url } = row;
    const about = { tenantId: String(tenantId), name: textOf(name), url: textOf(url) || undefined };
    return { type: "subscription", id: subscriptionId, ...about } as const;
  }

  async function readEvents(events: readonly PossibleEvent[]): Promise<FoundEvent[]> {
    const claims = byKey(await claimRows(events.map(({ of, ownId }) => claimKey(of, ownIdClaim(ownId)))));
    const wanted = events.flatMap(({ of, ulid, ownId }) => {
      const claim = claims.get(keyText(claimKey(of, ownIdClaim(ownId))));
      const found = claim ? eventClaimIn(claim).ulid : ulid;
      return found === undefined ? [] : [{ of, key: eventKey(of, found), isOwnId: claim !== undefined }];
    });
    const rows = byKey(await headRows(wanted.map(({ key }) => key)));
    return wanted.flatMap(({ of, key, isOwnId }) => {
      const row = rows.get(keyText(key));
      return row ? [{ event: eventIn(of, row), isOwnId }] : [];
    });
  }
}

function eventIn(of: TenantRef, row: TableRow): FoundThing {
  const { id, type } = eventHeadIn(of, row);
  return { type: "event", id, tenantId: of.tenantId, about: type };
}

const byKey = (rows: TableRow[]): Map<string, TableRow> => new Map(rows.map((row) => [keyText(row), row]));

function keyOf(thing: NamedThing): RowKey {
  const { id } = thing;
  switch (thing.type) {
    case "tenant":
      return tenantKey(id);
    case "api-key":
      return apiKeyKey(thing.tenantId, id);
    case "operator-key":
      return operatorKeyKey(id);
    case "delivery":
      return deliveryKey(id);
    case "replay":
      return replayHeadKey("all", id);
    case "alert":
      return alertKey(id);
    case "rejected-event":
      return rejectedKey(id);
    case "tenant-deletion":
      return tenantDeletionKey(id);
  }
}

function thingIn({ type, id }: NamedThing, row: TableRow): FoundThing {
  const tenantId = type === "tenant" ? id : textOf(row.tenantId);
  const subscriptionId = parseDeliveryId(id)?.subscriptionId ?? textOf(row.subscriptionId);
  return { type, id, tenantId, subscriptionId, name: textOf(row.name), about: textOf(row.type) };
}

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
