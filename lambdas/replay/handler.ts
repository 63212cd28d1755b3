import type { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import middy from "@middy/core";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { SLICE_RECEIVES } from "../../lib/core/limits.ts";
import { inState } from "../../lib/core/replay/replay.ts";
import { decodeSlice } from "../../lib/core/replay/replay-message.ts";
import { doSlice, type SlicePorts } from "../../lib/core/replay/replay-slice.ts";
import { changeReplay } from "../../lib/core/replay/replay-store.ts";

export interface ReplayHandlerPorts extends SlicePorts {
  logger: Logger;
}

/** Does slices of replays, each a message of its queue. One that fails comes back by its visibility timeout. */
export function replayHandler({ logger, ...ports }: ReplayHandlerPorts) {
  const slice = doSlice(ports);

  const handle = async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const kept: string[] = [];
    for (const record of event.Records) if (!(await isDone(record))) kept.push(record.messageId);
    return { batchItemFailures: kept.map((itemIdentifier) => ({ itemIdentifier })) };
  };

  async function isDone(record: SQSRecord): Promise<boolean> {
    const message = decodeSlice(record.body);
    const receives = Number(record.attributes.ApproximateReceiveCount);
    const sentAtMs = Number(record.attributes.SentTimestamp);
    try {
      if (!message) throw new Error("a message in the queue of replays can't be read");
      if (receives >= SLICE_RECEIVES) throw new Error("a slice of a replay was tried too often");
      return (await slice(message, { receives, sentAtMs })) === "done";
    } catch (error) {
      logger.error("replaying put off", { ...message, error: error as Error });
      if (message && receives >= SLICE_RECEIVES) await fail(message);
      return false;
    }
  }

  /**
   * The last receive is for this alone, since functions that were killed could not say it: the message goes to the
   * dead letters, and nothing says that the replay goes on. Nor when it was moved on to the next slice, whose message
   * this one could not send: should that have come about all the same, it is stale from now on.
   */
  async function fail({ tenantId, replayId, slice: number }: NonNullable<ReturnType<typeof decodeSlice>>) {
    const { replays, now } = ports;
    const replay = await replays.getReplay(tenantId, replayId).catch(() => undefined);
    const failed = (current: typeof replay) =>
      current?.state === "running" && (current.slice === number || current.slice === number + 1)
        ? inState(current, "failed", now(), "A fault of ours kept it from going on: resume it when that is mended.")
        : undefined;
    if (replay) await changeReplay(replays, replay, failed).catch(() => undefined);
  }

  // Without middy's own end just before the function's: what was not awaited would go on beside the next invocation.
  return middy(handle, { timeoutEarlyInMillis: 0 }).use(injectLambdaContext(logger));
}
