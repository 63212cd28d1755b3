import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { ContentEraser } from "../../../core/log/erasing.ts";
import { withoutAnswer } from "../../../core/log/erasing.ts";
import type { Attempt } from "../../../core/model/attempt.ts";
import type { Delivery } from "../../../core/model/delivery.ts";
import type { EventRef } from "../../../core/model/event.ts";
import { pooled } from "../../kit/pooled.ts";
import { attemptRow, attemptsIn, attemptsInRows, deliveryIn } from "../delivery-rows.ts";
import { batchGetter } from "../driver/batch-get.ts";
import { allRowsPutter } from "../driver/batch-put.ts";
import { conditionally } from "../driver/conditional-write.ts";
import type { TableRow } from "../driver/table-access.ts";
import { attemptKey, attemptsPk, deliveryKey } from "../keys/delivery-keys.ts";
import { eventKey } from "../keys/event-keys.ts";
import { eventDataKey } from "../keys/event-part-keys.ts";
import { packAttempts } from "../packed-attempt.ts";
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

  /**
   * Marks each row first: writers that come later write the row's attempts without their answers. A row that has its
   * mark needs no write for it. So an erasure that ran out of time gets further when it is repeated.
   */
  async function eraseAnswers(deliveries: Delivery[], atIso: string): Promise<void> {
    const unmarked = deliveries.filter(({ contentErasedAt }) => contentErasedAt === undefined);
    await pooled(unmarked, PARALLEL_CALLS, ({ id }) => change(deliveryKey(id), `SET ${MARK}`, { ":at": atIso }));
    const marked = await batchGet(deliveries.map(({ id }) => deliveryKey(id)));
    await pooled(marked.filter(hasAnswerInside), PARALLEL_CALLS, eraseInside);
    await eraseLater(marked.map(deliveryIn));
  }

  /** A row whose attempts have changed since it was read was written after the mark, so it has no answers any more. */
  async function eraseInside(row: TableRow): Promise<void> {
    const first = packAttempts(deliveryIn(row), attemptsIn(row).map(withoutAnswer));
    const values = { ":first": first, ":was": row.first };
    await change(row, "SET #first = :first", values, { "#first": "first" }, "#first = :was");
  }

  /** Nothing else rewrites a recorded attempt, so this overwrites no change. */
  async function eraseLater(deliveries: Delivery[]): Promise<void> {
    const rows = Map.groupBy(await batchGet(deliveries.flatMap(laterKeys)), ({ pk }) => pk);
    const answered = deliveries.flatMap((delivery) =>
      attemptsInRows(delivery, rows.get(attemptsPk(delivery.id)) ?? [])
        .filter(hasAnswer)
        .map((one) => attemptRow(table, delivery, withoutAnswer(one))),
    );
    await putAllRows(answered);
  }

  /** Does nothing when the row doesn't meet the condition. By default, it must exist: a missing row has expired. */
  async function change(
    { pk, sk }: RowKey,
    update: string,
    values: object,
    names?: object,
    condition = "attribute_exists(pk)",
  ): Promise<void> {
    const command = new UpdateCommand({
      TableName: table.name,
      Key: { pk, sk },
      UpdateExpression: update,
      ConditionExpression: condition,
      ExpressionAttributeValues: { ...values },
      ...(names && { ExpressionAttributeNames: { ...names } }),
    });
    await conditionally("erasing content failed", () => table.client.send(command));
  }
}

/** The time of the first erasure stays. */
const MARK = "contentErasedAt = if_not_exists(contentErasedAt, :at)";

/**
 * The keys of all attempts that may have a row of their own. One more than counted attempts: the row of an attempt is
 * written before the attempt is counted.
 */
const laterKeys = ({ id, attempts }: Delivery): RowKey[] =>
  Array.from({ length: attempts }, (_, n) => attemptKey(id, n + 2));

const hasAnswerInside = (row: TableRow): boolean => attemptsIn(row).some(hasAnswer);

const hasAnswer = ({ excerpt, answerHeaders }: Attempt): boolean => excerpt !== "" || answerHeaders !== undefined;
