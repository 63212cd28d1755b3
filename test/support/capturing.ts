import { Logger, type LogItem } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";

/** A line of a log, without the time and what the runtime says about the invocation. */
export type LogLine = Record<string, unknown> & { level: string; message: string };

class CapturingLogger extends Logger {
  readonly lines: LogLine[] = [];

  protected override printLog(_level: number, item: LogItem): void {
    item.prepareForPrint();
    const text = JSON.stringify(item.getAttributes(), this.getJsonReplacer());
    const known = Object.entries(JSON.parse(text)).filter(([name]) => !OF_RUNTIME.has(name));
    this.lines.push(Object.fromEntries(known) as LogLine);
  }
}

const OF_RUNTIME = new Set([
  "cold_start",
  "function_arn",
  "function_memory_size",
  "function_name",
  "function_request_id",
  "sampling_rate",
  "service",
  "timestamp",
]);

/** A logger that keeps its lines, down to the level DEBUG, and prints nothing. */
export const capturingLogger = () => new CapturingLogger({ logLevel: "DEBUG" });

/** Metrics with their values, and the dimensions that a function added. */
export type PublishedMetrics = Record<string, unknown>;

class CapturingMetrics extends Metrics {
  readonly published: PublishedMetrics[] = [];

  override publishStoredMetrics(): this {
    const { _aws, service: _service, ...values } = this.serializeMetrics();
    this.published.push(values);
    return super.publishStoredMetrics();
  }
}

/** Metrics that keep what a function publishes. Print nothing, because tests run with `POWERTOOLS_METRICS_DISABLED`. */
export const capturingMetrics = () => new CapturingMetrics({ namespace: "Posthorn" });
