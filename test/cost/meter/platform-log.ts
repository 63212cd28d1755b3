import type { MeteredInvocation } from "../../../lib/local/meter.ts";

/** How a function logs, as its template says. */
export interface LoggingConfig {
  LogFormat?: "Text" | "JSON";
  /** For JSON only. Above INFO, Lambda writes no lines about successful invocations. */
  SystemLogLevel?: "DEBUG" | "INFO" | "WARN";
}

const REQUEST_ID = "00000000-0000-0000-0000-000000000000";
const TIME = "2026-01-31T12:00:00.000Z";

/**
 * The bytes that Lambda itself logs about an invocation, besides what the function writes
 * (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html). The twin doesn't write these
 * lines.
 */
export function platformLogBytes(invocation: MeteredInvocation, logging: LoggingConfig = {}): number {
  const { LogFormat = "Text", SystemLogLevel = "INFO" } = logging;
  if (LogFormat === "Text") return Buffer.byteLength(textLines(invocation));
  return SystemLogLevel === "WARN" ? 0 : Buffer.byteLength(jsonLines(invocation));
}

const textLines = ({ durationMs, memoryMb }: MeteredInvocation): string =>
  [
    `START RequestId: ${REQUEST_ID} Version: $LATEST\n`,
    `END RequestId: ${REQUEST_ID}\n`,
    `REPORT RequestId: ${REQUEST_ID}\tDuration: ${durationMs.toFixed(2)} ms\tBilled Duration: ${Math.ceil(durationMs)} ms\t`,
    `Memory Size: ${memoryMb} MB\tMax Memory Used: ${memoryMb} MB\t\n`,
  ].join("");

function jsonLines({ durationMs, memoryMb }: MeteredInvocation): string {
  const metrics = {
    durationMs: Number(durationMs.toFixed(3)),
    billedDurationMs: Math.ceil(durationMs),
    memorySizeMB: memoryMb,
    maxMemoryUsedMB: memoryMb,
  };
  const lines = [
    { time: TIME, type: "platform.start", record: { requestId: REQUEST_ID, version: "$LATEST" } },
    { time: TIME, type: "platform.report", record: { requestId: REQUEST_ID, metrics, status: "success" } },
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}
