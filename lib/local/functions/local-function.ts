import { randomUUID } from "node:crypto";
import type { AnswerCall } from "../aws/aws-calls.ts";
import { AWS_LIMITS } from "../aws-limits.ts";
import { MAX_PAYLOAD_BYTES, RequestTooLarge } from "./function-error.ts";
import type { FunctionSpec } from "./function-spec.ts";
import { nextTraceHeader } from "./recursive-loop.ts";
import { createSandboxPool } from "./sandbox-pool.ts";
import { sandboxStarter } from "./sandbox-threads.ts";
import type { WorkerUsage } from "./worker-messages.ts";

/** A function that can be invoked. */
export interface LocalFunction {
  spec: FunctionSpec;
  /**
   * Invokes the function and waits for its answer. Event and answer pass through JSON text. Rejects with a
   * `FunctionError`, or with `RequestTooLarge` or `RecursiveInvocation` before it invokes the function.
   *
   * @param traceHeaders those of the messages in the event; the default is a new chain
   */
  invoke(event: unknown, traceHeaders?: readonly string[]): Promise<unknown>;
  /** The number of invocations that wait for a worker. */
  waiting(): number;
  stop(): Promise<void>;
}

export interface LocalFunctionOptions {
  spec: FunctionSpec;
  environment: Record<string, string>;
  /** Where the environment sends calls to AWS, and what answers them. */
  aws: { endpoint: string; answerCall: AnswerCall };
  /** @default Lambda's limit */
  chainInvocations?: number;
  log(chunk: Buffer | string): void;
  /** Called for each failed invocation. */
  failed(error: Error): void;
  /** Called after each invocation that ended with an answer or an error. */
  used?(usage: WorkerUsage): void;
}

/** Creates a function whose sandboxes start on demand. Each runs one invocation at a time, as on Lambda. */
export function createLocalFunction(options: LocalFunctionOptions): LocalFunction {
  const { spec, log, failed, chainInvocations = AWS_LIMITS.chainInvocations } = options;
  const start = sandboxStarter({ ...options, log });
  const pool = createSandboxPool({ start, limit: spec.concurrency ?? Number.POSITIVE_INFINITY });

  async function invoke(event: unknown, traceHeaders: readonly string[] = []): Promise<unknown> {
    const payload = JSON.stringify(event);
    const bytes = Buffer.byteLength(payload);
    if (bytes > MAX_PAYLOAD_BYTES) throw new RequestTooLarge(`${bytes} bytes exceed the limit of ${MAX_PAYLOAD_BYTES}`);
    const requestId = randomUUID();
    try {
      const traceHeader = nextTraceHeader(spec, traceHeaders, chainInvocations);
      const answer = await pool.use((sandbox) => sandbox.invoke(requestId, payload, traceHeader));
      return JSON.parse(answer);
    } catch (error) {
      report(requestId, error as Error);
      throw error;
    }
  }

  function report(requestId: string, error: Error): void {
    if (error.name === "Runtime.Stopped") return;
    log(`${new Date().toISOString()} ${requestId} ${error.name}: ${error.message}\n`);
    failed(error);
  }

  return { spec, invoke, waiting: pool.waiting, stop: pool.stop };
}
