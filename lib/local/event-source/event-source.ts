import { setTimeout as wait } from "node:timers/promises";
import { isFifo } from "../aws/sqs/queue-attributes.ts";
import { MAX_PAYLOAD_BYTES } from "../functions/function-error.ts";
import { type BatchLimits, batchAllowance, fifoAllowance } from "./batch-allowance.ts";
import { failedMessageIds } from "./batch-answer.ts";
import { type FailedGroups, failedGroups } from "./failed-groups.ts";
import { invocationParts } from "./invocation-parts.ts";
import type { SourceQueue } from "./source-queue.ts";
import { type SourceMessage, toSqsEvent, traceHeadersOf } from "./sqs-event.ts";
import { invokeWhileHidden } from "./throttled-invocation.ts";

/** An event source mapping as its template describes it. */
export interface EventSourceSpec {
  queueArn: string;
  region: string;
  batchSize: number;
  /** How long a batch that isn't full waits for more messages. */
  windowSeconds: number;
  /** The largest number of batches that the function works on at a time. */
  maximumConcurrency: number;
  /** `ReportBatchItemFailures`: the answer names the failed messages. */
  reportsFailures: boolean;
}

export interface EventSourceOptions {
  spec: EventSourceSpec;
  limits: BatchLimits;
  queue: SourceQueue;
  /** Invokes the function. See `LocalFunction`. */
  invoke(event: unknown, traceHeaders: string[]): Promise<unknown>;
  /** The number of invocations that already wait for a worker. */
  waiting(): number;
  /** Called when a call to the queue fails. */
  failed(error: Error): void;
}

export interface EventSource {
  /** Receives no more messages. Waits up to `graceMs` for the running batches, then hands the unfinished ones back. */
  stop(graceMs: number): Promise<void>;
}

/**
 * The number of lanes that keep listening to an idle queue. With one lane, messages that arrive while it works become
 * its next batch, and a batch costs hardly more than a single message.
 */
const LISTENERS = 1;
const GROW_MS = 25;
const RETRY_MS = 1_000;
/** The visibility timeout of a queue that sets none. Holds until the queue's own is known. */
const SQS_DEFAULT_HIDDEN_MS = 30_000;

/**
 * Polls a queue for a function, as Lambda's pollers do. Each lane receives a batch, invokes the function and deletes
 * the messages that succeeded. Failed messages come back after their visibility timeout. While every lane is busy, more
 * lanes start, as far as Lambda allows and as long as the workers keep up. When they don't, lanes end: messages that wait
 * for a worker instead of in the queue would be ahead of those of quiet groups.
 */
export function startEventSource(options: EventSourceOptions): EventSource {
  const { spec, limits, queue, invoke, waiting, failed } = options;
  const allowance = isFifo(spec.queueArn)
    ? fifoAllowance(spec.maximumConcurrency)
    : batchAllowance(limits, spec.maximumConcurrency, () => performance.now());
  const lanes = new Set<Promise<void>>();
  const stopping = new AbortController();
  const inFlight = new Set<SourceMessage[]>();
  let listening = 0;
  let hiddenMs = SQS_DEFAULT_HIDDEN_MS;
  /** Batches that wait because the function is throttled. */
  let throttled = 0;

  function addLane(): void {
    const lane: Promise<void> = runLane().finally(() => lanes.delete(lane));
    lanes.add(lane);
  }

  function report(error: Error): void {
    if (!stopping.signal.aborted) failed(error);
  }

  async function runLane(): Promise<void> {
    while (!stopping.signal.aborted) {
      const messages = await receive();
      if (messages.length > 0) await processBatch(messages);
      if (lanes.size > LISTENERS && (messages.length === 0 || waiting() > 0)) return;
    }
  }

  async function receive(): Promise<SourceMessage[]> {
    listening++;
    try {
      const first = await queue.receive(spec.batchSize, stopping.signal);
      return first.length > 0 ? await gather(first) : [];
    } catch (error) {
      report(error as Error);
      await wait(RETRY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      return [];
    } finally {
      listening--;
    }
  }

  /**
   * Adds what has arrived when the batch's window ends. Lambda would also end the window as soon as the batch is full
   * (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html).
   */
  async function gather(messages: SourceMessage[]): Promise<SourceMessage[]> {
    const left = spec.batchSize - messages.length;
    if (left === 0 || spec.windowSeconds === 0) return messages;
    await wait(spec.windowSeconds * 1000, undefined, { signal: stopping.signal }).catch(() => undefined);
    return [...messages, ...(await queue.receiveNow(left).catch(() => []))];
  }

  async function processBatch(messages: SourceMessage[]): Promise<void> {
    const parts = invocationParts(messages, bytesOf, MAX_PAYLOAD_BYTES - bytesOf());
    for (const part of parts) inFlight.add(part);
    const heldBack = failedGroups(spec.queueArn);
    for (const part of parts) {
      if (!stopping.signal.aborted) await processPart(part, heldBack);
    }
  }

  /** The size of an event with these messages. */
  const bytesOf = (...messages: SourceMessage[]): number =>
    Buffer.byteLength(JSON.stringify(toSqsEvent(messages, spec.queueArn, spec.region)));

  async function processPart(part: SourceMessage[], heldBack: FailedGroups): Promise<void> {
    const messages = part.filter((message) => !heldBack.include(message));
    if (messages.length > 0) await invokeWith(messages, part, heldBack);
    inFlight.delete(part);
  }

  async function invokeWith(messages: SourceMessage[], part: SourceMessage[], heldBack: FailedGroups): Promise<void> {
    try {
      const event = toSqsEvent(messages, spec.queueArn, spec.region);
      const invokeOnce = () => invoke(event, traceHeadersOf(messages));
      const answer = await invokeWhileHidden(invokeOnce, hiddenMs, waitThrottled);
      if (!inFlight.has(part)) return;
      const isProcessed = processedBy(answer, messages);
      const succeeded = messages.filter(isProcessed);
      heldBack.add(messages.filter((message) => !isProcessed(message)));
      if (succeeded.length > 0) await queue.delete(succeeded).catch(report);
    } catch {
      // The function has reported the failed invocation. The batch comes back after its visibility timeout.
      heldBack.add(messages);
    }
  }

  /** No lane starts meanwhile: its batch would wait too. */
  async function waitThrottled(ms: number): Promise<void> {
    throttled++;
    await wait(ms, undefined, { signal: stopping.signal }).finally(() => throttled--);
  }

  function processedBy(answer: unknown, messages: SourceMessage[]): (message: SourceMessage) => boolean {
    const ids = messages.map(({ MessageId }) => MessageId);
    const failures = spec.reportsFailures ? failedMessageIds(answer, ids) : new Set<string>();
    return ({ MessageId }) => !failures.has(MessageId);
  }

  function grow(): void {
    allowance.see(lanes.size - listening);
    const mayGrow = lanes.size < allowance.batches() && listening === 0 && throttled + waiting() === 0;
    if (mayGrow) addLane();
  }

  async function stop(graceMs: number): Promise<void> {
    clearInterval(timer);
    stopping.abort();
    const idle = Promise.all(lanes).then(() => undefined);
    await Promise.race([idle, wait(graceMs, undefined, { ref: false })]);
    const rest = [...inFlight];
    inFlight.clear();
    await Promise.all(rest.map((messages) => queue.handBack(messages).catch(report)));
  }

  async function check(): Promise<void> {
    hiddenMs = (await queue.check()) * 1000;
  }

  check().catch(report);
  const timer = setInterval(grow, GROW_MS);
  for (let lane = 0; lane < LISTENERS; lane++) addLane();
  return { stop };
}
