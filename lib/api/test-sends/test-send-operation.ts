import type { Clock } from "../../core/clock.ts";
import type { DeliveryRecord, DeliveryRecorder } from "../../core/delivery/delivery-store.ts";
import { tested } from "../../core/delivery/lifecycle.ts";
import { attemptOf, judge, type PostResult } from "../../core/delivery/outcome.ts";
import { DEFAULT_RETRY_WAITS } from "../../core/delivery/retry.ts";
import { refuse } from "../../core/errors.ts";
import type { EventWriter } from "../../core/events.ts";
import { identify, recordOf } from "../../core/events.ts";
import { deliveryId } from "../../core/ids.ts";
import type { CatalogReader } from "../../core/matching/catalog-store.ts";
import type { Attempt, Event, Subscription } from "../../core/model.ts";
import { refusePulled } from "../../core/subscription/pull.ts";
import type { SubscriptionStore } from "../../core/subscription/subscription-store.ts";
import { exampleFor } from "../../dialects/example-events.ts";
import type { signedPost } from "../../sending/sign.ts";
import { attemptView, deliveryView } from "../deliveries/delivery-views.ts";
import type { Operation } from "../http/guards.ts";
import { jsonAnswer } from "../http/problem-json.ts";
import { notFound } from "../http/requests.ts";
import { checked } from "../http/schema.ts";
import { secretProblems } from "../secrets/secret-operations.ts";
import type { SubscriptionRules } from "../subscriptions/subscription-rules.ts";
import { testSendSchema } from "./test-send-schema.ts";

export interface TestSendPorts {
  subscriptions: Pick<SubscriptionStore, "getSubscription">;
  rules: Pick<SubscriptionRules, "dialect">;
  catalog: CatalogReader;
  post: ReturnType<typeof signedPost>;
  events: EventWriter;
  recorder: DeliveryRecorder;
  now: Clock;
}

/** The caller waits for the answer, and API Gateway for no more than 30 s: the rest is for reading and recording. */
const LONGEST_TEST_MS = 20_000;

/** Sends an example to a subscription, at once and once, and answers with what came of it. */
export function testSendOperation(ports: TestSendPorts): Operation {
  const { subscriptions, rules, catalog, post, events, recorder, now } = ports;

  return async function testSend({ tenantId, id, json }) {
    const { type, secret } = checked(testSendSchema, json({}));
    const subscription = await subscriptions.getSubscription({ tenantId, subscriptionId: id });
    if (!subscription) throw notFound();
    refusePulled(subscription);
    const dialect = rules.dialect(subscription);
    refuse(secretProblems(dialect, secret));
    const example = exampleFor(subscription, await catalog.listCatalog(), type);
    const event = identify(example, tenantId, undefined, now());
    const task = { event, deliveryId: deliveryId(event.id, id) };
    const timeoutMs = Math.min(subscription.timeoutSeconds * 1000, LONGEST_TEST_MS);
    const result = await post(task, subscription, dialect, timeoutMs, secret);
    const record = testRecord(event, subscription, result, now());
    // The event last: on record without its delivery it would be shown as one that waits to be sent.
    await written(recorder, record);
    await events.putEvents([{ ...recordOf(event, [id], now()), test: true }]);
    return jsonAnswer(200, { ...deliveryView(record.delivery), attempt: attemptView(record.attempt) });
  };
}

type TestRecord = DeliveryRecord & { attempt: Attempt };

/** A test is never tried again, and a receiver that says that it is gone is not taken at its word. */
function testRecord(event: Event, { id, url }: Subscription, result: PostResult, nowMs: number): TestRecord {
  const policy = { maxRetries: 0, waits: DEFAULT_RETRY_WAITS, finalStatuses: [] };
  const attempt = attemptOf(result, 1, url, "test");
  return { delivery: tested(event, id, attempt, judge(result, 1, policy, nowMs, 0), nowMs), attempt };
}

async function written(recorder: DeliveryRecorder, record: DeliveryRecord): Promise<void> {
  const [fault] = await recorder.record([record]);
  if (fault) throw fault;
}
