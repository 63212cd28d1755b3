import type { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import middy from "@middy/core";
import type { Context } from "aws-lambda";
import { type LostPorts, requeueLost } from "../../lib/core/delivery/lost-deliveries.ts";
import { type ResumePorts, resumeDeletions } from "../../lib/core/tenant-deletion/resume-deletions.ts";

export interface RecoverHandlerPorts extends Omit<LostPorts, "onForgotten">, ResumePorts {
  logger: Logger;
}

/** The time to keep free for the step that is under way. */
const STEP_MS = 30_000;

/** Queues lost deliveries again, and deletions of tenants that don't advance. A schedule invokes it each hour. */
export function recoverHandler({ logger, ...ports }: RecoverHandlerPorts) {
  const requeue = requeueLost({
    ...ports,
    onForgotten: (key) => logger.error("held deliveries had been forgotten and are released", { ...key }),
  });
  const resume = resumeDeletions(ports);

  const handle = async (_event: unknown, context: Context): Promise<void> => {
    const [resumed] = await Promise.allSettled([resumeStalled()]);
    const hour = new Date(ports.now()).getUTCHours();
    const found = await requeue(hour, () => context.getRemainingTimeInMillis() < STEP_MS);
    if (found > 0) logger.error("deliveries had lost their messages and were queued again", { found });
    if (resumed.status === "rejected") throw resumed.reason;
  };

  async function resumeStalled(): Promise<void> {
    const stalled = await resume();
    if (stalled > 0) logger.error("deletions of tenants did not advance and were queued again", { stalled });
  }

  return middy(handle).use(injectLambdaContext(logger));
}
