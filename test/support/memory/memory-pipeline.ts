import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";
import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { deliverHandler } from "../../../lambdas/deliver/handler.ts";
import { fanOutHandler } from "../../../lambdas/fan-out/handler.ts";
import { ingestHandler } from "../../../lambdas/ingest/handler.ts";
import { settleHandler } from "../../../lambdas/settle/handler.ts";
import { withDigests } from "../../../lib/core/alerts/with-digests.ts";
import type { Clock, Random } from "../../../lib/core/clock.ts";
import type { DeliveryReader } from "../../../lib/core/delivery/delivery-store.ts";
import type { Lane } from "../../../lib/core/delivery/lane.ts";
import { parking } from "../../../lib/core/delivery/parking.ts";
import { DEFAULT_RETRY_WAITS, type RetryWaits } from "../../../lib/core/delivery/retry.ts";
import { INTAKE_RECEIVES, RECEIVES_PER_ROUND } from "../../../lib/core/limits.ts";
import { dialectOf } from "../../../lib/dialects/registry.ts";
import type { Sender } from "../../../lib/sending/sender.ts";
import { signedPost } from "../../../lib/sending/sign.ts";
import { memoryExhaustedDigests } from "./memory-alerts.ts";
import { memoryAnnouncer } from "./memory-announcer.ts";
import { memoryCatalogStore } from "./memory-catalog.ts";
import { memoryDeadLetterLog } from "./memory-dead-letters.ts";
import { memoryDeliveryEditor, memoryDeliveryReader, memoryDeliveryRecorder } from "./memory-deliveries.ts";
import { memoryAdmissionReader, memoryEventClaims, memoryEventWriter } from "./memory-events.ts";
import { memoryFanOutQueue, memoryFilterProblems } from "./memory-fan-out.ts";
import { memoryHealthStore } from "./memory-health.ts";
import { memoryLaneStore } from "./memory-lanes.ts";
import { memoryLogReader } from "./memory-log-reader.ts";
import { memoryNetworkLog } from "./memory-network.ts";
import { memoryOrdered } from "./memory-ordered.ts";
import { type MemoryMessage, type MemoryQueue, memoryQueue } from "./memory-queue.ts";
import { memoryDeletion, memoryDeliveryQueue, memoryRetryQueue, memoryVisibility } from "./memory-queue-ports.ts";
import { memoryRateSlots } from "./memory-rate-slots.ts";
import { memoryUnlistedRecipients } from "./memory-recipients.ts";
import { memoryRejectedEvents } from "./memory-rejected-events.ts";
import { memoryLaterMatchWriter } from "./memory-replays.ts";
import { memorySeals } from "./memory-seals.ts";
import { memoryAdminKey, memorySecrets } from "./memory-secrets.ts";
import { memoryCandidateLister, memorySubscriptionSwitch } from "./memory-subscriptions.ts";
import { memoryTenantStore } from "./memory-tenants.ts";
import { memoryWakes } from "./memory-wakes.ts";
import { memoryWorld } from "./memory-world.ts";

/** The name of the stack in `posthorn-hop`. */
export const HOP = "0123456789abcdef";
const FUNCTION_SECONDS = 330;
export const VISIBILITY_SECONDS = 360;
export const QUICK_VISIBILITY_SECONDS = 80;
const INTAKE_VISIBILITY_SECONDS = 59;

export interface PipelineOptions {
  now: Clock;
  random?: Random;
  sender: Sender;
  /** @default DEFAULT_RETRY_WAITS */
  waits?: RetryWaits | undefined;
  /** @default writes nothing */
  logger?: Logger;
  /** The metrics of all functions. */
  metrics?: Metrics;
}

/** The functions `ingest`, `fan-out`, `deliver`, `retry` and `settle` on in-memory ports. */
export function memoryPipeline(options: PipelineOptions) {
  const { now, random = () => 0.5, sender } = options;
  const { logger = new Logger({ logLevel: "SILENT" }), metrics = new Metrics({ namespace: "Posthorn" }) } = options;
  const world = memoryWorld(now);
  const deadLetters = memoryQueue({ now, visibilitySeconds: 60 });
  const redrive = { maxReceives: RECEIVES_PER_ROUND, deadLetters };
  const deliveries = memoryQueue({ now, visibilitySeconds: QUICK_VISIBILITY_SECONDS, redrive });
  const retries = memoryQueue({ now, visibilitySeconds: VISIBILITY_SECONDS, redrive });
  const { faults } = world;
  const wakes = memoryWakes(faults);
  const fifo = memoryQueue({ now, visibilitySeconds: VISIBILITY_SECONDS, fifo: true });
  const ordered = memoryOrdered(faults, fifo);
  const intakeDeadLetters = memoryQueue({ now, visibilitySeconds: 30 });
  const intake = memoryQueue({
    now,
    visibilitySeconds: INTAKE_VISIBILITY_SECONDS,
    redrive: { maxReceives: INTAKE_RECEIVES, deadLetters: intakeDeadLetters },
  });
  const pages = memoryQueue({ now, visibilitySeconds: 90 });

  const ingestPorts = {
    admission: memoryAdmissionReader(world),
    adminKeys: memoryAdminKey(world, "admin-key-of-the-operator"),
    candidates: memoryCandidateLister(world),
    catalog: memoryCatalogStore(world),
    queue: memoryDeliveryQueue(deliveries, faults),
    ordered: ordered.port,
    pages: memoryFanOutQueue(pages, faults),
    editor: memoryDeliveryEditor(world),
    claims: memoryEventClaims(world),
    recipients: memoryUnlistedRecipients(world),
    log: memoryLogReader(world),
    events: memoryEventWriter(world),
    hop: HOP,
    rejected: memoryRejectedEvents(world),
    visibility: memoryVisibility(intake, faults),
    now,
    random,
    logger,
    metrics,
  };
  const fanOutPorts = {
    reader: memoryDeliveryReader(world) as DeliveryReader,
    catalog: memoryCatalogStore(world),
    log: memoryLogReader(world),
    decisions: memoryLaterMatchWriter(world),
    problems: memoryFilterProblems(world),
    queue: memoryDeliveryQueue(deliveries, faults),
    pages: memoryFanOutQueue(pages, faults),
    editor: memoryDeliveryEditor(world),
    visibility: memoryVisibility(pages, faults),
    now,
    random,
    logger,
    metrics,
  };
  const deliverPorts = {
    lane: "quick" as Lane,
    health: memoryHealthStore(world),
    wakes: wakes.port,
    retries: memoryRetryQueue(retries, faults),
    reader: memoryDeliveryReader(world),
    recorder: memoryDeliveryRecorder(world),
    announcer: withDigests(memoryAnnouncer(world), memoryExhaustedDigests(world)),
    visibility: memoryVisibility(deliveries, faults),
    slots: memoryRateSlots(world),
    network: memoryNetworkLog(world),
    lanes: memoryLaneStore(world),
    log: memoryLogReader(world),
    tenants: memoryTenantStore(world),
    ordered: ordered.port,
    deletion: memoryDeletion(deliveries, faults),
    parks: parking(undefined),
    pause: async () => undefined,
    switch: memorySubscriptionSwitch(world),
    post: signedPost({
      secrets: memorySecrets(world),
      seals: memorySeals(world),
      sender: connecting(sender),
      hop: HOP,
      now,
    }),
    findDialect: dialectOf,
    waits: options.waits ?? DEFAULT_RETRY_WAITS,
    maxTimeoutMs: 300_000,
    receivesPerRound: RECEIVES_PER_ROUND,
    now,
    random,
    logger,
    metrics,
  };
  const retryPorts = {
    ...deliverPorts,
    lane: "patient" as Lane,
    visibility: memoryVisibility(retries, faults),
    deletion: memoryDeletion(retries, faults),
  };
  const orderedPorts = {
    ...deliverPorts,
    lane: "ordered" as Lane,
    parks: async () => false,
    visibility: memoryVisibility(fifo, faults),
    deletion: memoryDeletion(fifo, faults),
  };
  const settlePorts = {
    reader: memoryDeliveryReader(world) as DeliveryReader,
    retries: memoryRetryQueue(retries, faults),
    announcer: withDigests(memoryAnnouncer(world), memoryExhaustedDigests(world)),
    visibility: memoryVisibility(deadLetters, faults),
    deadLetters: memoryDeadLetterLog(world),
    now,
    random,
    logger,
  };
  return {
    world,
    wakes,
    ordered: ordered.messages,
    fifo,
    deliveries,
    retries,
    deadLetters,
    pages,
    intake,
    intakeDeadLetters,
    ingestPorts,
    fanOutPorts,
    deliverPorts,
    retryPorts,
    orderedPorts,
    settlePorts,
    ingest: ingestHandler(ingestPorts),
    fanOut: fanOutHandler(fanOutPorts),
    deliver: deliverHandler(deliverPorts),
    retry: deliverHandler(retryPorts),
    inOrder: deliverHandler(orderedPorts),
    settle: settleHandler(settlePorts),
  };
}

/** The context of an invocation that has just started. */
export const invocationContext = (remainingMs = FUNCTION_SECONDS * 1000): Context => ({
  callbackWaitsForEmptyEventLoop: false,
  functionName: "test",
  functionVersion: "1",
  invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:test",
  memoryLimitInMB: "256",
  awsRequestId: "request-1",
  logGroupName: "test",
  logStreamName: "test",
  getRemainingTimeInMillis: () => remainingMs,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
});

export const sqsEventOf = (messages: MemoryMessage[]): SQSEvent => ({
  Records: messages.map(({ messageId, receiptHandle, body, receiveCount, sentAtMs, attributes = {}, ...of }) => ({
    messageId,
    receiptHandle,
    body,
    attributes: {
      ApproximateReceiveCount: String(receiveCount),
      SentTimestamp: String(sentAtMs),
      SenderId: "000000000000",
      ApproximateFirstReceiveTimestamp: String(sentAtMs),
      ...(of.sequenceNumber && { SequenceNumber: of.sequenceNumber, MessageGroupId: of.groupId }),
    },
    messageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, stringValue]) => [name, { dataType: "String", stringValue }]),
    ),
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:queue",
    awsRegion: "us-east-1",
  })),
});

type SqsFunction = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

/**
 * Does one poll of an event source mapping. Receives up to ten messages, invokes the function, and deletes the messages
 * that succeeded. Resolves with the number of messages.
 */
export async function pollOnce(queue: MemoryQueue, invoke: SqsFunction): Promise<number> {
  const messages = queue.receive(10);
  if (messages.length === 0) return 0;
  const { batchItemFailures } = await invoke(sqsEventOf(messages), invocationContext());
  const kept = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  for (const { messageId, receiptHandle } of messages) if (!kept.has(messageId)) queue.delete(receiptHandle);
  return messages.length;
}

/** A sender that has a connection at once. */
const connecting = (sender: Sender): Sender => ({
  send(request) {
    request.onConnect?.();
    return sender.send(request);
  },
});
