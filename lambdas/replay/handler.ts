import type { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import middy from "@middy/core";
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { SLICE_RECEIVES } from "../../lib/core/limits.ts";
import { failedInSlice, type ReplaySlice } from "../../lib/core/replay/replay.ts";
import { decodeSlice } from "../../lib/core/replay/replay-message.ts";
import { runSlice, type SlicePorts } from "../../lib/core/replay/replay-slice.ts";
import { changeReplay } from "../../lib/core/replay/replay-store.ts";

export interface ReplayHandlerPorts extends SlicePorts {
  logger: Logger;
}

/**
 * Runs slices of replays, one for each message. If a slice fails, its message comes back after the visibility timeout.
 */
export function replayHandler({ logger, ...ports }: ReplayHandlerPorts) {
  const slice = runSlice(ports);

  const handle = async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const untilMs = ports.now() + context.getRemainingTimeInMillis();
    const kept: string[] = [];
    for (const record of event.Records) if (!(await isDone(record, untilMs))) kept.push(record.messageId);
    return { batchItemFailures: kept.map((itemIdentifier) => ({ itemIdentifier })) };
  };

  async function isDone(record: SQSRecord, untilMs: number): Promise<boolean> {
    const message = decodeSlice(record.body);
    const receives = Number(record.attributes.ApproximateReceiveCount);
    const sentAtMs = Number(record.attributes.SentTimestamp);
    const isLast = receives + (message?.failures ?? 0) >= SLICE_RECEIVES;
    try {
      if (!message) throw new Error("a message in the replays queue can't be read");
      if (isLast) throw new Error("a slice of a replay was received too often");
      return (await slice(message, { receives, sentAtMs }, untilMs)) === "done";
    } catch (error) {
      logger.error("replay put off", { ...message, error: error as Error });
      if (message && isLast) await fail(message);
      return false;
    }
  }

  /**
   * Marks the replay as failed. The last receive of a message does nothing else, because a function that was killed
   * couldn't do it. SQS then moves the message to the dead-letter queue, and without the mark the replay would appear
   * to run forever.
   */
  async function fail({ replayId, slice: number, ...of }: ReplaySlice): Promise<void> {
    const { replays, now } = ports;
    const replay = await replays.getReplay(of, replayId).catch(() => undefined);
    if (!replay) return;
    await changeReplay(replays, replay, (current) => failedInSlice(current, number, now())).catch(() => undefined);
  }

  // Disables Middy's own timeout, which comes just before the function's. Work that isn't awaited would continue in the
  // next invocation.
  return middy(handle, { timeoutEarlyInMillis: 0 }).use(injectLambdaContext(logger));
}
