import { setTimeout as sleep } from "node:timers/promises";
import { AwsError } from "../../../lib/local/aws/aws-error.ts";
import type { Backend } from "../../../lib/local/aws/backend.ts";
import type { Meter } from "../../../lib/local/meter.ts";
import type { Assembly } from "../../../lib/local/template/assembly.ts";
import { dynamoDbMeter } from "../dynamodb/dynamodb-meter.ts";
import { apiMeter } from "./api-meter.ts";
import { busMeter } from "./bus-meter.ts";
import { countInvocation } from "./function-meter.ts";
import { type LoggingConfig, platformLogBytes } from "./platform-log.ts";
import { queueMeter } from "./queue-meter.ts";
import { createSecretMeter } from "./secret-meter.ts";
import { noUsage, type Usage } from "./usage.ts";

export interface TwinMeter extends Meter {
  /** Prepares the synthesized app. The twin calls it before it starts. */
  amend(assembly: Assembly): void;
  /** The usage since the last reset. Throws if a call could not be counted. */
  usage(): Usage;
  /** Starts to count from zero. */
  reset(): void;
  /** Counts bytes that a receiver got. */
  sentOut(bytes: number): void;
  /** Resolves when nothing has happened for a while, except long polls that are still waiting. */
  quiet(forMs?: number): Promise<void>;
}

const QUIET_MS = 1_500;
const LOOK_EVERY_MS = 50;

/** Creates the meter of a new twin. */
export function createTwinMeter(): TwinMeter {
  const logging = new Map<string, LoggingConfig>();
  let usage = noUsage();
  let busyAtMs = performance.now();
  let uncounted: Error | undefined;
  const current = () => usage;
  const secrets = createSecretMeter(current);
  const counters: Record<string, (backend: Backend, usage: () => Usage) => Backend> = {
    dynamodb: dynamoDbMeter,
    sqs: queueMeter,
    events: busMeter,
    secretsmanager: secrets.backend,
  };

  function watched(backend: Backend): Backend {
    return async function watch(request) {
      try {
        const answer = await backend(request);
        const emptyReceive = request.operation === "ReceiveMessage" && String(answer.body) === "{}";
        if (!emptyReceive) busyAtMs = performance.now();
        return answer;
      } catch (error) {
        if (!(error instanceof AwsError)) uncounted ??= error as Error;
        throw error;
      }
    };
  }

  return {
    backend: (service, backend) => watched(counters[service]?.(backend, current) ?? backend),
    httpApi: (api) => apiMeter(api, current),
    invoked(invocation) {
      countInvocation(usage, invocation);
      if (invocation.first) secrets.started();
      usage.logBytes += platformLogBytes(invocation, logging.get(invocation.functionName));
      busyAtMs = performance.now();
    },
    logged(_log, bytes) {
      usage.logBytes += bytes;
    },
    amend(assembly) {
      for (const { type, properties } of resourcesOf(assembly)) {
        if (type === "AWS::Lambda::Function") {
          logging.set(String(properties.FunctionName), (properties.LoggingConfig ?? {}) as LoggingConfig);
        }
        // DynamoDB deletes expired rows for nothing. The twin scans the table for them, with calls that would count.
        if (type.startsWith("AWS::DynamoDB::")) delete properties.TimeToLiveSpecification;
      }
    },
    usage() {
      if (uncounted) throw uncounted;
      return usage;
    },
    reset() {
      usage = noUsage();
    },
    sentOut(bytes) {
      usage.bytesOut += bytes;
    },
    async quiet(forMs = QUIET_MS) {
      while (performance.now() - busyAtMs < forMs) await sleep(LOOK_EVERY_MS);
    },
  };
}

const resourcesOf = ({ stacks }: Assembly) => stacks.flatMap(({ resources }) => [...resources.values()]);
