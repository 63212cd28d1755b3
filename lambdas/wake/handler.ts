import type { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import middy from "@middy/core";
import type { ScheduledEvent, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { sliceBatch } from "../../lib/aws/sqs/slice-batch.ts";
import { type WakeParkedPorts, wakeParked } from "../../lib/core/delivery/wake-parked.ts";
import { type WakePorts, wakeSubscription } from "../../lib/core/health/wake.ts";
import { decodeWake } from "../../lib/core/health/wake-message.ts";
import { wakeLanes } from "../../lib/core/ordered/wake-lanes.ts";

export type WakeHandlerPorts = WakePorts & WakeParkedPorts & { logger: Logger };

/** The most subscriptions that are woken each minute: the longest overdue first. `wake` works on thousands a minute. */
const MOST_DUE = 2_000;

/**
 * Each minute, a schedule has it queue the parked deliveries, the subscriptions and the ordered lanes for which something
 * is due. Works on the subscriptions one by one. If one fails, its message comes back after the visibility timeout.
 */
export function wakeHandler({ logger, ...ports }: WakeHandlerPorts) {
  const { standings, wakes, now } = ports;
  const wake = wakeSubscription(ports);
  const queueParked = wakeParked(ports);
  const { wakeDueLanes } = wakeLanes(ports);
  const fromQueue = sliceBatch({
    decode: decodeWake,
    slice: async (key) => {
      await wake(key);
      return "done";
    },
    unreadable: "a message in the queue of wakes can't be read",
    failed: (error, message) => logger.error("a subscription could not be woken", { ...message, error }),
  });

  /** If one of the three fails, the others are done anyway, and the failure raises the alarm. */
  async function fromSchedule(): Promise<undefined> {
    const done = await Promise.allSettled([queueDue(), queueParked(), wakeDueLanes()]);
    const failure = done.find((one) => one.status === "rejected");
    if (failure) throw failure.reason;
  }

  async function queueDue(): Promise<void> {
    const due = await standings.listDue(now(), MOST_DUE);
    if (due.length > 0) await wakes.sendWakes(due, 0);
  }

  // Disables Middy's own timeout, which comes just before the function's. Work that isn't awaited would continue in the
  // next invocation.
  return middy(
    (event: ScheduledEvent | SQSEvent): Promise<SQSBatchResponse | undefined> =>
      "Records" in event ? fromQueue(event) : fromSchedule(),
    { timeoutEarlyInMillis: 0 },
  ).use(injectLambdaContext(logger));
}
