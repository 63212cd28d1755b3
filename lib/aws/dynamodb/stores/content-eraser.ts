import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { ContentEraser } from "../../../core/log/erasing.ts";
import { withoutAnswer } from "../../../core/log/erasing.ts";
import type { Attempt, Delivery, EventRef } from "../../../core/model.ts";
import { pooled } from "../../kit/pooled.ts";
import { attemptIn, attemptRow, deliveryIn, firstAttemptIn } from "../delivery-rows.ts";
import { batchGetter } from "../driver/batch-get.ts";
import { allRowsPutter } from "../driver/batch-put.ts";
import { conditionally } from "../driver/conditional-write.ts";
import type { TableRow } from "../driver/table-access.ts";
import { attemptKey, deliveryKey, eventDataKey, eventKey } from "../keys.ts";
import { packAttempt } from "../packed-attempt.ts";
import type { LogTable } from "../rows.ts";
import type { RowKey } from "../table.ts";

const PARALLEL_CALLS = 8;

/** Erases the data of events and the answers to attempts. The rows stay, so that no late writer brings content back. */
export function dynamoContentEraser(table: LogTable): ContentEraser {
  const batchGet = batchGetter(table);
  const putAllRows = allRowsPutter(table);
  return { eraseEvent, eraseAnswers };

  async function eraseEvent(event: EventRef, atIso: string): Promise<void> {
    await change(eventKey(event, event.ulid), `SET ${MARK} REMOVE #data`, { ":at": atIso }, { "#data": "data" });
    await change(eventDataKey(event), "SET erased = :yes REMOVE #data", { ":yes": true }, { "#data": "data" });
  }

  /** Marks each row first: attempts that are recorded after that are recorded without their answers. */
  async function eraseAnswers(deliveries: Delivery[], atIso: string): Promise<void> {
    const rows = await batchGet(deliveries.map(({ id }) => deliveryKey(id)));
    await pooled(rows, PARALLEL_CALLS, (row) => eraseFirst(row, atIso));
    const marked = await batchGet(deliveries.map(({ id }) => deliveryKey(id)));
    // A first attempt may have been recorded between the read and the mark.
    await pooled(marked.filter(hasFirstAnswer), PARALLEL_CALLS, (row) => eraseFirst(row, atIso));
    await Promise.all(marked.map(deliveryIn).map(eraseLater));
  }

  async function eraseFirst(row: TableRow, atIso: string): Promise<void> {
    const first = firstAttemptIn(row);
    const packed = first && packAttempt(deliveryIn(row), withoutAnswer(first));
    await change(
      row,
      `SET ${MARK}${packed ? ", #first = :first" : ""}`,
      { ":at": atIso, ":first": packed },
      first && { "#first": "first" },
    );
  }

  /** Nothing else rewrites a recorded attempt, so this overwrites no change. */
  async function eraseLater(delivery: Delivery): Promise<void> {
    const attempts = (await batchGet(laterKeys(delivery))).map((row) => attemptIn(delivery, row));
    await putAllRows(attempts.filter(hasAnswer).map((one) => attemptRow(table, delivery, withoutAnswer(one))));
  }

  /** Does nothing when the row is missing: it has expired. */
  async function change({ pk, sk }: RowKey, update: string, values: object, names: object | undefined): Promise<void> {
    const command = new UpdateCommand({
      TableName: table.name,
      Key: { pk, sk },
      UpdateExpression: update,
      ConditionExpression: "attribute_exists(pk)",
      ExpressionAttributeValues: { ...values },
      ...(names && { ExpressionAttributeNames: { ...names } }),
    });
    await conditionally("erasing content failed", () => table.client.send(command));
  }
}

/** The time of the first erasure stays. */
const MARK = "contentErasedAt = if_not_exists(contentErasedAt, :at)";

/** One more key than counted attempts: the row of an attempt is written before the attempt is counted. */
const laterKeys = ({ id, attempts }: Delivery): RowKey[] =>
  Array.from({ length: attempts }, (_, n) => attemptKey(id, n + 2));

const hasFirstAnswer = (row: TableRow): boolean => [firstAttemptIn(row) ?? []].flat().some(hasAnswer);

const hasAnswer = ({ excerpt, answerHeaders }: Attempt): boolean => excerpt !== "" || answerHeaders !== undefined;
