import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { ContentEraser } from "../../../core/log/erasing.ts";
import type { Delivery } from "../../../core/model.ts";
import { batchGetter } from "../driver/batch-get.ts";
import { allRowsPutter } from "../driver/batch-put.ts";
import { conditionally } from "../driver/conditional-write.ts";
import type { TableAccess, TableRow } from "../driver/table-access.ts";
import { attemptKey, eventKey } from "../keys.ts";
import type { RowKey } from "../table.ts";

/** Erases the data of events and the answers to attempts. The rows stay. */
export function dynamoContentEraser(table: TableAccess): ContentEraser {
  const batchGet = batchGetter(table);
  const putAllRows = allRowsPutter(table);
  return { eraseEvent, eraseAnswers };

  /** Does nothing when the event is missing: it has expired. */
  async function eraseEvent(tenantId: string, eventId: string, atIso: string): Promise<void> {
    const update = new UpdateCommand({
      TableName: table.name,
      Key: eventKey(tenantId, eventId),
      UpdateExpression: "SET #data = :nothing, contentErasedAt = if_not_exists(contentErasedAt, :at)",
      ConditionExpression: "attribute_exists(pk)",
      ExpressionAttributeNames: { "#data": "data" },
      ExpressionAttributeValues: { ":nothing": "null", ":at": atIso },
    });
    await conditionally("erasing an event failed", () => table.client.send(update));
  }

  /**
   * Reads the attempts and puts them back without their answers, because DynamoDB has no batch of updates. Nothing else
   * rewrites a recorded attempt, so this overwrites no change.
   */
  async function eraseAnswers(deliveries: Delivery[]): Promise<void> {
    const rows = await batchGet(deliveries.flatMap(attemptKeys));
    await putAllRows(rows.filter(hasAnswer).map(withoutAnswer));
  }
}

/** One more key than counted attempts: an attempt that ended after its delivery has the next number. */
const attemptKeys = ({ id, attempts }: Delivery): RowKey[] =>
  Array.from({ length: attempts + 1 }, (_, n) => attemptKey(id, n + 1));

const hasAnswer = ({ excerpt, answerHeaders }: TableRow): boolean => excerpt !== "" || answerHeaders !== undefined;

const withoutAnswer = (row: TableRow): TableRow => ({ ...row, excerpt: "", answerHeaders: undefined });
