import type { Logger } from "@aws-lambda-powertools/logger";
import type { Clock } from "../../core/clock.ts";
import type { DeliveryRecord, DeliveryRecorder } from "../../core/delivery/delivery-store.ts";
import { tested } from "../../core/delivery/lifecycle.ts";
import { attemptOf, judge, type PostResult } from "../../core/delivery/outcome.ts";
import { DEFAULT_RETRY_WAITS } from "../../core/delivery/retry.ts";
import { PipelineFault, type Problem, refuse } from "../../core/errors.ts";
import type { EventWriter } from "../../core/events.ts";
import { identify, recordOf } from "../../core/events.ts";
import type { WakeQueue } from "../../core/health/health-store.ts";
import { deliveryId } from "../../core/ids.ts";
import { MAX_EXAMPLE_BYTES } from "../../core/limits.ts";
import { newAllowance } from "../../core/matching/allowance.ts";
import type { CatalogReader } from "../../core/matching/catalog-store.ts";
import { evaluations } from "../../core/matching/evaluation.ts";
import { isOwnType } from "../../core/matching/event-types.ts";
import type { Attempt } from "../../core/model/attempt.ts";
import type { Event } from "../../core/model/event.ts";
import type { Subscription } from "../../core/model/subscription.ts";
import { may } from "../../core/portal/capabilities.ts";
import { refusePulled } from "../../core/subscription/pull.ts";
import { type SubscriptionRules, secretProblems } from "../../core/subscription/subscription-rules.ts";
import { type SubscriptionStore, subscriptionKeyOf } from "../../core/subscription/subscription-store.ts";
import type { TenantPlaces } from "../../core/tenant-places.ts";
import type { Dialect } from "../../dialects/dialect.ts";
import { type Example, exampleFor } from "../../dialects/example-events.ts";
import type { signedPost } from "../../sending/sign.ts";
import { alertTypeNames, exampleType } from "../catalog/example-types.ts";
import { attemptOutcomeView, attemptView, deliveryView } from "../deliveries/delivery-views.ts";
import { jsonAnswer } from "../http/answers.ts";
import type { Operations } from "../http/endpoint.ts";
import { findSubscription } from "../subscriptions/find-subscription.ts";
import { LONGEST_TEST_MS, testPlaces } from "./test-places.ts";
import type { testSendRoutes } from "./test-send-routes.ts";

export interface TestSendPorts {
  subscriptions: Pick<SubscriptionStore, "getSubscription">;
  wakes: WakeQueue;
  rules: Pick<SubscriptionRules<Dialect>, "dialect">;
  catalog: CatalogReader;
  post: ReturnType<typeof signedPost>;
  events: EventWriter;
  recorder: DeliveryRecorder;
  testPlaces: TenantPlaces;
  logger: Pick<Logger, "error">;
  now: Clock;
}

/** Sends an example event to a subscription, and answers with the result. There is one attempt, without a retry. */
export function testSendOperations(ports: TestSendPorts): Operations<typeof testSendRoutes> {
  const { subscriptions, rules, catalog, post, events, recorder, wakes, now } = ports;
  const inPlace = testPlaces(ports);

  return {
    testSubscription: async ({ body: { type, data, secret: given }, ...request }) => {
      const subscription = await findSubscription(subscriptions, request);
      refusePulled(subscription);
      const { id, tenantId } = subscription;
      const dialect = rules.dialect(subscription);
      const secret = given ? dialect.canonicalSecret(given) : undefined;
      refuse(secretProblems(dialect, secret));
      const types = [...alertTypeNames.map(exampleType), ...(await catalog.listCatalog())];
      const example = exampleFor(subscription, types, type, passing(subscription, now()));
      refuse(dataProblems(example.type, data));
      const event = identify({ ...example, ...(data && { data }) }, tenantId, undefined, now());
      const task = { event, deliveryId: deliveryId(event.ulid, id), attempt: 1, test: true as const };
      const timeoutMs = Math.min(subscription.timeoutSeconds * 1000, LONGEST_TEST_MS);
      const result = await inPlace(request, () => post(task, subscription, dialect, timeoutMs, { secret }));
      const record = testRecord(event, subscription, result, now());
      // Write the event last: with an event but no delivery, the log would show a delivery that waits for its attempt.
      await written(recorder, record);
      await events.putEvents([{ ...recordOf(event, request, [id]), test: true }]);
      // With another secret, the answer says nothing about the subscription's own POSTs.
      if (record.delivery.state === "delivered" && secret === undefined) await recovered(subscription);
      const view = may(request, "viewPayload") ? attemptView : attemptOutcomeView;
      return jsonAnswer(200, { ...deliveryView(record.delivery), attempt: view(record.attempt) });
    },
  };

  /**
   * The test has passed, whatever happens now. `wake` probes the endpoint, and may switch the subscription on again.
   * Without this, the next probe comes half an hour later at most.
   */
  async function recovered(subscription: Subscription): Promise<void> {
    await wakes
      .sendWakes([{ ...subscriptionKeyOf(subscription), reason: "passed-test" }], 0)
      .catch((error: unknown) =>
        ports.logger.error("a passed test did not lead to a probe", { error: error as Error, id: subscription.id }),
      );
  }
}

/**
 * The type's schema isn't applied, even if it is enforced: a test also shows what a receiver does with data that doesn't
 * meet it.
 */
function dataProblems(type: string, data: string | undefined): Problem[] {
  if (data === undefined) return [];
  const message = isOwnType(type)
    ? "must be left out, because only Posthorn sends such events"
    : Buffer.byteLength(data) > MAX_EXAMPLE_BYTES && `must be at most ${MAX_EXAMPLE_BYTES} bytes`;
  return message ? [{ path: "/data", message }] : [];
}

const evaluationOf = evaluations();

/** Whether an example passes the subscription's filter. */
function passing(subscription: Subscription, nowMs: number) {
  const allowance = newAllowance();
  return (example: Example): boolean => {
    if (subscription.filter === undefined) return true;
    const event = identify(example, subscription.tenantId, undefined, nowMs);
    return evaluationOf(event, allowance)(subscription.filter, subscription).met;
  };
}

type TestRecord = DeliveryRecord & { attempt: Attempt };

/** The record of a test. There are no retries, and a receiver that answers 410 doesn't switch the subscription off. */
function testRecord(event: Event, { id, url }: Subscription, result: PostResult, nowMs: number): TestRecord {
  const policy = { maxRetries: 0, waits: DEFAULT_RETRY_WAITS, finalStatuses: [] };
  const attempt = attemptOf(result, 1, url, "test");
  return {
    before: undefined,
    delivery: tested(event, id, attempt, judge(result, 1, policy, nowMs, 0), nowMs),
    attempt,
  };
}

async function written(recorder: DeliveryRecorder, record: DeliveryRecord): Promise<void> {
  const [result] = await recorder.record([record]);
  if (result instanceof PipelineFault) throw result;
}
