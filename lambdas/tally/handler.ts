import type { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import middy from "@middy/core";
import { type ChangeRecord, deliveryChangeIn } from "../../lib/aws/dynamodb/delivery-changes.ts";
import { type CountPorts, countChanges } from "../../lib/core/tally/count-changes.ts";

export interface TallyHandlerPorts extends CountPorts {
  logger: Logger;
}

/** Counts the changes of deliveries. Lambda invokes it with records of the table's stream. */
export function tallyHandler({ logger, ...ports }: TallyHandlerPorts) {
  const count = countChanges(ports);

  const handle = async ({ Records }: { Records: ChangeRecord[] }): Promise<void> => {
    const unreadable = (error: Error) => logger.error("a delivery's row can't be read, and is not counted", { error });
    await count(Records.map((record) => deliveryChangeIn(record, unreadable)));
  };

  return middy(handle).use(injectLambdaContext(logger));
}
