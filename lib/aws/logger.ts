import { Logger } from "@aws-lambda-powertools/logger";

/**
 * Creates a logger that keeps to the stack's `logLevel`. Lambda's own level is INFO even if `logLevel` is WARN or
 * ERROR, and Powertools would prefer it
 * (https://docs.aws.amazon.com/powertools/typescript/latest/features/logger/#aws-lambda-advanced-logging-controls-alc).
 */
export function createLogger(): Logger {
  delete process.env.AWS_LAMBDA_LOG_LEVEL;
  return new Logger();
}
