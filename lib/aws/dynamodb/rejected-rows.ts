import type { KeptRejection } from "../../core/log/rejected-events.ts";
import type { TableRow } from "./driver/table-access.ts";
import { rejectedKey } from "./keys/rejected-event-keys.ts";
import { packText, unpackText } from "./packed-text.ts";
import { type Retention, recordIn, retained } from "./rows.ts";
import { TTL_ATTRIBUTE } from "./table.ts";

/** A body up to this many bytes fits into one write unit with the rest of its row. */
const MOST_PLAIN_BODY = 500;

/**
 * The most bytes of a packed body. DynamoDB limits an item to 400 KB
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html), and the reasons take up to 35 KB.
 * EventBridge takes events of 1 MB, but Posthorn accepts no event with more than 256 KiB of data. So a body that doesn't
 * fit could never be accepted as it is.
 */
const MOST_PACKED_BODY = 350_000;

export function rejectedRow(retention: Retention, { body = "", ...rejected }: KeptRejection): TableRow {
  const packed = packText(body, MOST_PLAIN_BODY);
  return {
    ...rejectedKey(rejected.id),
    ...retained(retention, rejected.rejectedAt),
    ...rejected,
    body: packed.length > MOST_PACKED_BODY ? undefined : packed,
  };
}

export function rejectedIn(row: TableRow): KeptRejection {
  const { body, ...rejected } = recordIn<Omit<KeptRejection, "body"> & { body?: Uint8Array }>(row);
  return { ...rejected, ...(body && { body: unpackText(body) }) };
}

/** The attributes of a row without its body. */
export const WITHOUT_BODY = [
  "id",
  "rejectedAt",
  "reason",
  "errors",
  "tenantId",
  "type",
  "eventId",
  TTL_ATTRIBUTE,
] as const;
