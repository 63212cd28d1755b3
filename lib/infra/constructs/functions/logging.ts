import { ApplicationLogLevel, LoggingFormat, SystemLogLevel } from "aws-cdk-lib/aws-lambda";
import type { StackOptions } from "../../options.ts";

/**
 * Tells Lambda what to log. The lines that Lambda writes about each invocation would cost more than those of the
 * functions. They can be left out in JSON format only. At WARN, Lambda still reports timeouts, crashes and failed starts
 * (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html).
 *
 * Powertools writes its lines, also those of metrics, as JSON to `stdout`. Lambda doesn't encode JSON a second time
 * (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html), so CloudWatch still finds the
 * metrics (https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html#nodejs-logging-advanced-emf).
 *
 * A line of metrics has no level, and Lambda takes it for INFO. So the level of the application stays at INFO at least,
 * and the functions filter their own lines.
 */
export function loggingOf({ logLevel }: Pick<StackOptions, "logLevel">) {
  const all = logLevel === "DEBUG";
  return {
    loggingFormat: LoggingFormat.JSON,
    systemLogLevelV2: all ? SystemLogLevel.INFO : SystemLogLevel.WARN,
    applicationLogLevelV2: all ? ApplicationLogLevel.DEBUG : ApplicationLogLevel.INFO,
  };
}
