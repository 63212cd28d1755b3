import type { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import middy from "@middy/core";
import { type TellPorts, tellAlerts } from "../../lib/core/alerts/tell-alerts.ts";

export interface AlertHandlerPorts extends TellPorts {
  logger: Logger;
}

/** Tells machines and people of alerts. A schedule invokes it each minute. */
export function alertHandler({ logger, ...ports }: AlertHandlerPorts) {
  const tell = tellAlerts(ports);
  return middy((_event: unknown): Promise<void> => tell()).use(injectLambdaContext(logger));
}
