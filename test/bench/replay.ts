import { deliveryRow } from "../../lib/aws/dynamodb/delivery-rows.ts";
import { batchPutter } from "../../lib/aws/dynamodb/driver/batch-put.ts";
import type { LogTable } from "../../lib/aws/dynamodb/rows.ts";
import { dynamoEventWriter } from "../../lib/aws/dynamodb/stores/event-writer.ts";
import { untried } from "../../lib/core/delivery/lifecycle.ts";
import type { Subscription } from "../../lib/core/model/subscription.ts";
import { eventAt, subscriptionAt } from "../support/contracts/sample-records.ts";
import { createTestTable, startDynamoDb } from "../support/dynamodb-emulator.ts";
import { invoiceOf } from "./support/events.ts";
import { withNullWorld } from "./support/null-world.ts";
import { startProcess } from "./support/process.ts";
import type { ReplayAnswer, ReplayQuestion } from "./support/processes/replay.ts";
import { digits, type Result } from "./support/result.ts";
import { median, spread } from "./support/statistics.ts";

const DELIVERIES = 1_000;
const PAGE = 50;
const DATA_BYTES = 1024;
const ROUNDS = 5;
const WARM_UP_ROUNDS = 2;
const DAY_MS = 86_400_000;

/** The cost for `replay` to start a delivery again, with a stand-in for DynamoDB and a queue that keeps nothing. */
export const replayCpu = (): Promise<Result[]> =>
  withNullWorld("quick", async ({ aws }) => {
    const dynoxide = await startDynamoDb();
    const replay = startProcess<ReplayQuestion, ReplayAnswer>("replay.ts");
    try {
      const table: LogTable = { client: dynoxide.client, name: "posthorn", retentionDays: 30, now: Date.now };
      await createTestTable(table.client, table.name);
      const answers: ReplayAnswer[] = [];
      for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
        const subscription = await filled(table);
        const answer = await replay.ask({
          dynamoDb: dynoxide.endpoint,
          sqs: aws,
          table: table.name,
          subscription,
          deliveries: DELIVERIES,
        });
        if (round >= 0) answers.push(answer);
      }
      return resultsOf(answers);
    } finally {
      await Promise.all([replay.stop(), dynoxide.stop()]);
    }
  });

/** Creates a subscription with exhausted deliveries. */
async function filled(table: LogTable): Promise<Subscription> {
  const sinceMs = Date.now() - DAY_MS;
  const subscription = subscriptionAt("acme", sinceMs);
  const data = invoiceOf(DATA_BYTES);
  const events = Array.from({ length: DELIVERIES }, (_, n) =>
    eventAt("acme", sinceMs + n, { subscriptionIds: [subscription.id], data }),
  );
  await dynamoEventWriter(table).putEvents(events);
  const rows = events.map((event) =>
    deliveryRow(table, { ...untried(event, subscription.id), state: "exhausted", failure: "http-500", attempts: 4 }),
  );
  if ((await batchPutter(table)(rows)).size > 0) throw new Error("the table was not filled");
  return subscription;
}

function resultsOf(answers: ReplayAnswer[]): Result[] {
  const cpu = answers.map(({ cpuMs }) => cpuMs / DELIVERIES);
  const perSecond = answers.map(({ wallMs }) => DELIVERIES / (wallMs / 1000));
  const note = `1 KiB, pages of ${PAGE}; median of ${ROUNDS} rounds of ${DELIVERIES}`;
  return [
    { what: "CPU of replay, per delivery", value: median(cpu), unit: "ms", note: `${note}, ${spread(cpu, digits)}` },
    {
      what: "Deliveries started by consecutive slices, without a rate limit",
      value: median(perSecond),
      unit: "per second",
      note: `${digits(median(perSecond) / PAGE)} pages a second; ${note}, ${spread(perSecond, digits)}`,
    },
  ];
}
