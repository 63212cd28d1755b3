import { setTimeout as sleep } from "node:timers/promises";
import { Metrics } from "@aws-lambda-powertools/metrics";
import { openTable } from "../../lib/aws/dynamodb/open-table.ts";
import { dynamoDeliveryReader } from "../../lib/aws/dynamodb/stores/delivery-reader.ts";
import { dynamoDeliveryRecorder } from "../../lib/aws/dynamodb/stores/delivery-recorder.ts";
import { dynamoEventReader } from "../../lib/aws/dynamodb/stores/event-reader.ts";
import { dynamoExhaustedDigests } from "../../lib/aws/dynamodb/stores/exhausted-digests.ts";
import { dynamoHealthStore } from "../../lib/aws/dynamodb/stores/health-store.ts";
import { dynamoLaneStore } from "../../lib/aws/dynamodb/stores/lane-store.ts";
import { dynamoNetworkLog } from "../../lib/aws/dynamodb/stores/network-log.ts";
import { dynamoRateSlots } from "../../lib/aws/dynamodb/stores/rate-slots.ts";
import { dynamoSubscriptionSwitch } from "../../lib/aws/dynamodb/stores/subscription-switch.ts";
import { dynamoTenantStore } from "../../lib/aws/dynamodb/stores/tenant-store.ts";
import { eventBridgeAnnouncer } from "../../lib/aws/eventbridge/announcer.ts";
import { awsCallerOf } from "../../lib/aws/kit/service-wire.ts";
import { createLogger } from "../../lib/aws/logger.ts";
import { openSecrets } from "../../lib/aws/secrets/open-secrets.ts";
import { sqsFlightGauge } from "../../lib/aws/sqs/flight-gauge.ts";
import { sqsMessageDeletion } from "../../lib/aws/sqs/message-deletion.ts";
import { sqsOrderedQueue } from "../../lib/aws/sqs/ordered-queue.ts";
import { sqsRetryQueue } from "../../lib/aws/sqs/retry-queue.ts";
import { sqsMessageVisibility } from "../../lib/aws/sqs/visibility.ts";
import { sqsWakeQueue } from "../../lib/aws/sqs/wake-queue.ts";
import { addressPolicyIn } from "../../lib/contract/address-policy.ts";
import { deliverEnv, numbersIn, readEnv } from "../../lib/contract/env.ts";
import { withDigests } from "../../lib/core/alerts/with-digests.ts";
import type { Lane } from "../../lib/core/delivery/lane.ts";
import { parking } from "../../lib/core/delivery/parking.ts";
import { RECEIVES_PER_ROUND } from "../../lib/core/limits.ts";
import { hopOf } from "../../lib/core/subscription/hop.ts";
import { dialectOf } from "../../lib/dialects/registry.ts";
import { guardedSender } from "../../lib/sending/guarded-sender.ts";
import { signedPost } from "../../lib/sending/sign.ts";
import { deliverHandler } from "./handler.ts";

const env = readEnv(deliverEnv);
const now = Date.now;
const table = openTable(env, now);
// One client for four services: each client takes up to 40 kB of the bundle.
const aws = awsCallerOf(table.client);

const sender = guardedSender({ policy: addressPolicyIn(env) });
const { secrets, seals } = openSecrets(aws, env);

// Only the patient lane's waits are in flight.
const gauge = env.LANE === "patient" ? sqsFlightGauge(aws, env.RETRIES_QUEUE_URL, now) : undefined;

export const handler = deliverHandler({
  lane: env.LANE as Lane,
  reader: dynamoDeliveryReader(table),
  recorder: dynamoDeliveryRecorder(table),
  announcer: withDigests(eventBridgeAnnouncer(aws, env.BUS_NAME), dynamoExhaustedDigests(table)),
  visibility: sqsMessageVisibility(aws, env.LANE_QUEUE_URL),
  retries: sqsRetryQueue(aws, env.RETRIES_QUEUE_URL),
  health: dynamoHealthStore(table),
  wakes: sqsWakeQueue(aws, env.WAKES_QUEUE_URL),
  switch: dynamoSubscriptionSwitch(table),
  post: signedPost({ secrets, seals, sender, hop: hopOf(env.TABLE_NAME), now }),
  slots: dynamoRateSlots(table),
  lanes: dynamoLaneStore(table),
  log: dynamoEventReader(table),
  tenants: dynamoTenantStore(table),
  ordered: sqsOrderedQueue(aws, env.ORDERED_QUEUE_URL),
  deletion: sqsMessageDeletion(aws, env.LANE_QUEUE_URL),
  network: dynamoNetworkLog(table),
  findDialect: dialectOf,
  waits: numbersIn(env.RETRY_WAITS),
  maxTimeoutMs: Number(env.MAX_TIMEOUT_SECONDS) * 1000,
  receivesPerRound: RECEIVES_PER_ROUND,
  // A delivery in an ordered lane waits in its place.
  parks: env.LANE === "ordered" ? async () => false : parking(gauge),
  pause: (ms) => sleep(ms),
  now,
  random: Math.random,
  logger: createLogger(),
  metrics: new Metrics(),
});
