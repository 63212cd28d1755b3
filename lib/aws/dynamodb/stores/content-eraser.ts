import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { ContentEraser } from "../../../core/log/erasing.ts";
import type { Delivery } from "../../../core/model.ts";
import { asFault, isException } from "../../faults.ts";
import type { Row, Table } from "../driver/access.ts";
import { batchGetter } from "../driver/batch-get.ts";
import { batchPutter } from "../driver/batch-put.ts";
import { attemptKey, eventKey } from "../table.ts";

/** Erases what events said and what was answered to them; the rows stay. */
export function dynamoContentEraser(table: Table): ContentEraser {
  const batchGet = batchGetter(table);
  const batchPut = batchPutter(table);
  return { eraseEvent, eraseAnswers };

  async function eraseEvent(tenantId: string, eventId: string, atIso: string): Promise<void> {
    const update = new UpdateCommand({
      TableName: table.name,
      Key: eventKey(tenantId, eventId),
      UpdateExpression: "SET #data = :nothing, contentErasedAt = if_not_exists(contentErasedAt, :at)",
      ConditionExpression: "attribute_exists(pk)",
      ExpressionAttributeNames: { "#data": "data" },
      ExpressionAttributeValues: { ":nothing": "null", ":at": atIso },
    });
    try {
      await table.client.send(update);
    } catch (error) {
      // It went by itself, when its time was over.
      if (!isException(error, "ConditionalCheckFailedException")) throw asFault("erasing an event failed", error);
    }
  }

  /** Read and put back without it: that goes in batches. Nobody else writes an attempt again that was recorded. */
  async function eraseAnswers(deliveries: Delivery[]): Promise<void> {
    const rows = await batchGet(deliveries.flatMap(attemptKeys));
    const [fault] = (await batchPut(rows.filter(saysSomething).map(withoutAnswer))).values();
    if (fault) throw fault;
  }
}

/** One more than were counted: an attempt that ended after its delivery has the next number. */
const attemptKeys = ({ id, attempts }: Delivery) =>
  Array.from({ length: attempts + 1 }, (_, n) => attemptKey(id, n + 1));

const saysSomething = ({ excerpt, answerHeaders }: Row): boolean => excerpt !== "" || answerHeaders !== undefined;

const withoutAnswer = (row: Row): Row => ({ ...row, excerpt: "", answerHeaders: undefined });
