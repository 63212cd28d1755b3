import { PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { PipelineFault } from "../../../core/errors.ts";
import type { Delivery } from "../../../core/model/delivery.ts";
import { pooled } from "../../kit/pooled.ts";
import { asFault } from "../../kit/sdk-errors.ts";
import { deliveryFields, deliveryRow } from "../delivery-rows.ts";
import { batchInserter } from "../driver/batch-insert.ts";
import { conditionally } from "../driver/conditional-write.ts";
import { absent } from "../driver/conditions.ts";
import { deliveryKey } from "../keys/delivery-keys.ts";
import type { LogTable } from "../rows.ts";

/**
 * A delivery's row as it was read, and the row to write. `first` are the packed attempts of the row, if one of them led
 * to the change.
 */
export interface DeliveryWrite {
  before: Delivery | undefined;
  after: Delivery;
  first?: Uint8Array | undefined;
}

/** `refused`: the row has changed since it was read. */
export type WriteResult = "written" | "refused" | PipelineFault;

/**
 * PartiQL's UPDATE removes one attribute at most, so each changed row takes a call of its own. These are failed
 * attempts and changes by people, which are rare.
 */
const PARALLEL_CALLS = 8;

/** Writes deliveries whose rows haven't changed since they were read. New rows share calls. Deliveries must not repeat. */
export function deliveryWriter(table: LogTable) {
  const insertAll = batchInserter(table);

  return async function writeAll(writes: readonly DeliveryWrite[]): Promise<WriteResult[]> {
    const results = new Map<DeliveryWrite, WriteResult>();
    const fresh = writes.filter(({ before }) => before === undefined);
    const inserting = insertAll(fresh.map(({ after, first }) => deliveryRow(table, after, first)));
    const changed = writes.filter(({ before }) => before !== undefined);
    await pooled(changed, PARALLEL_CALLS, async (write) => {
      results.set(write, await orFault(() => update(table, write)));
    });
    const inserted = await inserting;
    await pooled([...fresh.entries()], PARALLEL_CALLS, async ([index, write]) => {
      const result = inserted[index] ?? "written";
      results.set(write, result === "exists" ? await orFault(() => putOverExpired(table, write)) : result);
    });
    return writes.map((write) => results.get(write) ?? "written");
  };
}

const FAILED = "writing a delivery failed";

async function orFault(write: () => Promise<WriteResult>): Promise<WriteResult> {
  try {
    return await write();
  } catch (error) {
    return asFault(FAILED, error);
  }
}

/** The row in the way may have expired: DynamoDB can take a few days to delete it. */
async function putOverExpired(table: LogTable, { after, first }: DeliveryWrite): Promise<WriteResult> {
  const { text, values } = absent(table);
  const Item = deliveryRow(table, after, first);
  const put = { TableName: table.name, Item, ConditionExpression: text, ExpressionAttributeValues: values };
  const answer = await conditionally(FAILED, () => table.client.send(new PutCommand(put)));
  return answer ? "written" : "refused";
}

async function update(table: LogTable, { before, after, first }: DeliveryWrite): Promise<WriteResult> {
  if (!before) return "refused";
  const fields = { ...deliveryFields(table, keepingMark(after, before)), ...(first && { first }) };
  const command = new UpdateCommand({ TableName: table.name, Key: deliveryKey(after.id), ...changeOf(fields, before) });
  const answer = await conditionally(FAILED, () => table.client.send(command));
  return answer ? "written" : "refused";
}

/** No change removes the mark of an erasure. */
const keepingMark = (after: Delivery, { contentErasedAt = after.contentErasedAt }: Delivery): Delivery => ({
  ...after,
  ...(contentErasedAt !== undefined && { contentErasedAt }),
});

/** Sets the attributes with a value, and removes the others, if the row is as it was read. */
function changeOf(fields: Record<string, unknown>, { run, attempts, state, updatedAt, contentErasedAt }: Delivery) {
  const names = Object.keys(fields);
  const set = names.filter((name) => fields[name] !== undefined);
  const removed = names.filter((name) => fields[name] === undefined);
  const remove = removed.length > 0 ? ` REMOVE ${removed.map((name) => `#${name}`).join(", ")}` : "";
  const known = { run, attempts, state, updatedAt, contentErasedAt };
  // An erasure changes nothing but its own mark.
  const erased = contentErasedAt === undefined ? "attribute_not_exists(#erased)" : "#erased = :wasContentErasedAt";
  return {
    UpdateExpression: `SET ${set.map((name) => `#${name} = :${name}`).join(", ")}${remove}`,
    ConditionExpression: `#run = :wasRun AND #attempts = :wasAttempts AND #state = :wasState AND #updatedAt = :wasUpdatedAt AND ${erased}`,
    ExpressionAttributeNames: {
      ...Object.fromEntries(names.map((name) => [`#${name}`, name])),
      "#erased": "contentErasedAt",
    },
    ExpressionAttributeValues: {
      ...Object.fromEntries(set.map((name) => [`:${name}`, fields[name]])),
      ...Object.fromEntries(
        Object.entries(known)
          .filter(([, value]) => value !== undefined)
          .map(([name, value]) => [`:was${name.charAt(0).toUpperCase()}${name.slice(1)}`, value]),
      ),
    },
  };
}
