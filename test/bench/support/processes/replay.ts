import { Logger } from "@aws-lambda-powertools/logger";
import { replayHandler } from "../../../../lambdas/replay/handler.ts";
import { dynamoDbClient, sqsClient } from "../../../../lib/aws/clients.ts";
import { dynamoDeliveryEditor } from "../../../../lib/aws/dynamodb/stores/delivery-editor.ts";
import { dynamoLogReader } from "../../../../lib/aws/dynamodb/stores/log-reader.ts";
import { dynamoReplayStore } from "../../../../lib/aws/dynamodb/stores/replay-store.ts";
import { dynamoReplayPlaces } from "../../../../lib/aws/dynamodb/stores/tenant-places.ts";
import { sqsDeliveryQueue } from "../../../../lib/aws/sqs/delivery-queue.ts";
import { evaluations } from "../../../../lib/core/matching/evaluation.ts";
import type { Subscription } from "../../../../lib/core/model/subscription.ts";
import { newReplay, type Replay, type ReplaySlice, sliceOf } from "../../../../lib/core/replay/replay.ts";
import { encodeSlice } from "../../../../lib/core/replay/replay-message.ts";
import { refTo } from "../../../support/contracts/sample-records.ts";
import { invocationContext, sqsEventOf } from "../../../support/memory/memory-pipeline.ts";
import { testCredentials } from "../../../support/test-credentials.ts";
import { answering, cpuMsOf } from "./answering.ts";

export interface ReplayQuestion {
  dynamoDb: string;
  sqs: string;
  table: string;
  subscription: Subscription;
  /** How many deliveries there are. The replay must find them all. */
  deliveries: number;
}

export interface ReplayAnswer {
  cpuMs: number;
  wallMs: number;
}

/** Replays every delivery that a subscription missed, with the adapters that the replay function uses. */
answering(async ({ dynamoDb, sqs, table: name, subscription, deliveries }: ReplayQuestion): Promise<ReplayAnswer> => {
  const table = {
    client: dynamoDbClient({ endpoint: dynamoDb, ...testCredentials }),
    name,
    retentionDays: 30,
    now: Date.now,
  };
  const replays = dynamoReplayStore(table);
  const queued: ReplaySlice[] = [];
  const handle = replayHandler({
    replays,
    places: dynamoReplayPlaces(table),
    random: Math.random,
    slices: { sendSlice: async (slice) => void queued.push(slice) },
    log: dynamoLogReader(table),
    laterMatches: { putLaterMatches: async () => undefined },
    recipients: { noteRecipients: async () => undefined },
    ordered: { sendInOrder: async () => [] },
    subscriptions: { getSubscription: async () => subscription },
    catalog: { listCatalog: async () => [] },
    queue: sqsDeliveryQueue(sqsClient({ endpoint: sqs, ...testCredentials }), `${sqs}/000000000000/deliveries`),
    editor: dynamoDeliveryEditor(table),
    evaluationOf: evaluations(),
    now: Date.now,
    logger: new Logger({ logLevel: "SILENT" }),
  });
  const replay = replayOf(subscription);
  await replays.createReplay(replay);
  queued.push(sliceOf(replay));

  const began = performance.now();
  const cpuMs = await cpuMsOf(async () => {
    for (let slice = queued.shift(); slice; slice = queued.shift()) {
      const message = { messageId: "m", receiptHandle: "r", body: encodeSlice(slice), receiveCount: 1, sentAtMs: 0 };
      await handle(sqsEventOf([message]), invocationContext());
    }
  });
  const wallMs = performance.now() - began;
  const { state, progress } = (await replays.getReplay(replay, replay.id)) ?? replay;
  if (state !== "completed" || progress.replayed !== deliveries)
    throw new Error(`${state}, ${progress.replayed} deliveries started`);
  table.client.destroy();
  return { cpuMs, wallMs };
});

function replayOf({ tenantId, id: subscriptionId }: Subscription): Replay {
  const until = new Date().toISOString();
  const span = { since: "2020-01-01T00:00:00.000Z", until };
  const scope = { ...refTo(tenantId), subscriptionId, ...span, states: ["exhausted" as const, "skipped" as const] };
  return newReplay({ ...scope, includeUnmatched: false }, 300, Date.now());
}
