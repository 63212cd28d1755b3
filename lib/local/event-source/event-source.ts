import { setTimeout as wait } from "node:timers/promises";
import type { CpuGauge } from "../functions/cpu.ts";
import { failedMessageIds } from "./batch-answer.ts";
import type { SourceQueue } from "./queue.ts";
import { type ReceivedMessage, sqsEvent } from "./sqs-event.ts";

/** An event source mapping as its template describes it. */
export interface EventSourceSpec {
  queueArn: string;
  region: string;
  batchSize: number;
  /** How many batches the function may work on at a time. */
  maximumConcurrency: number;
  /** `ReportBatchItemFailures`: the answer names the messages that failed. */
  reportsFailures: boolean;
}

export interface EventSourceOptions {
  spec: EventSourceSpec;
  queue: SourceQueue;
  invoke(event: unknown): Promise<unknown>;
  /** How many invocations wait for a worker already. */
  waiting(): number;
  gauge: CpuGauge;
  /** Told when the queue cannot be read. */
  failed(error: Error): void;
}

export interface EventSource {
  /** Receives no more, lets what runs end for `graceMs`, and hands the rest of the messages back. */
  stop(graceMs: number): Promise<void>;
}

/**
 * Lanes that listen even when nothing comes. With one, messages that arrive while it works are its next batch; a
 * batch costs hardly more than a single message.
 */
const LISTENERS = 1;
const GROW_MS = 25;
const RETRY_MS = 1_000;

/**
 * Polls a queue for a function, as Lambda's pollers do. Each lane receives a batch, has it processed and deletes
 * what succeeded; what failed comes back by its visibility timeout. While every lane is busy, further ones are
 * started, up to the maximum concurrency and while workers and CPU keep up.
 */
export function startEventSource(options: EventSourceOptions): EventSource {
  const { spec, queue, invoke, waiting, gauge, failed } = options;
  const lanes = new Set<Promise<void>>();
  const stopping = new AbortController();
  const inFlight = new Set<ReceivedMessage[]>();
  let listening = 0;

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
      else if (lanes.size > LISTENERS) return;
    }
  }

  async function receive(): Promise<ReceivedMessage[]> {
    listening++;
    try {
      return await queue.receive(spec.batchSize, stopping.signal);
    } catch (error) {
      report(error as Error);
      await wait(RETRY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      return [];
    } finally {
      listening--;
    }
  }

  async function processBatch(messages: ReceivedMessage[]): Promise<void> {
    inFlight.add(messages);
    try {
      const answer = await invoke(sqsEvent(messages, spec.queueArn, spec.region));
      if (!inFlight.has(messages)) return;
      const succeeded = messages.filter(processedBy(answer, messages));
      if (succeeded.length > 0) await queue.delete(succeeded).catch(report);
    } catch {
      // The invocation failed, which the function reported: the batch waits for its visibility timeout.
    } finally {
      inFlight.delete(messages);
    }
  }

  function processedBy(answer: unknown, messages: ReceivedMessage[]): (message: ReceivedMessage) => boolean {
    const ids = messages.map(({ MessageId }) => MessageId);
    const failures = spec.reportsFailures ? failedMessageIds(answer, ids) : new Set<string>();
    return ({ MessageId }) => !failures.has(MessageId);
  }

  function grow(): void {
    const mayGrow = lanes.size < spec.maximumConcurrency && listening === 0 && waiting() === 0;
    if (mayGrow && gauge.hasRoom()) addLane();
  }

  async function stop(graceMs: number): Promise<void> {
    clearInterval(timer);
    stopping.abort();
    const idle = Promise.all(lanes).then(() => undefined);
    await Promise.race([idle, wait(graceMs, undefined, { ref: false })]);
    const rest = [...inFlight];
    inFlight.clear();
    await Promise.all(rest.map((messages) => queue.handBack(messages).catch(report)));
    queue.close();
  }

  queue.check().catch(report);
  const timer = setInterval(grow, GROW_MS);
  for (let lane = 0; lane < Math.min(LISTENERS, spec.maximumConcurrency); lane++) addLane();
  return { stop };
}
