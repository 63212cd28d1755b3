import type { MeteredInvocation } from "../../../lib/local/meter.ts";

/** What AWS counts for its bill. */
export interface Usage {
  /** Requests to the HTTP API, in steps of 512 KB. */
  apiRequests: number;
  /** By function name. */
  invocations: Record<string, FunctionUsage[]>;
  tableWriteUnits: number;
  indexWriteUnits: number;
  readUnits: number;
  /** Requests to SQS, in steps of 64 KB. */
  queueRequests: number;
  /** Those of them that pay the surcharge of fair queues. */
  fairQueueRequests: number;
  /** Receives that found no message. They are in `queueRequests` too. */
  emptyReceives: number;
  /** Events put on a bus, in steps of 64 KB. */
  busEvents: number;
  /** Reads of secrets, besides the first of each secret in each new worker. */
  secretReads: number;
  logBytes: number;
  /** Bytes that leave AWS for the internet. */
  bytesOut: number;
}

/** An invocation of a function. */
export type FunctionUsage = Omit<MeteredInvocation, "functionName">;

export const noUsage = (): Usage => ({
  apiRequests: 0,
  invocations: {},
  tableWriteUnits: 0,
  indexWriteUnits: 0,
  readUnits: 0,
  queueRequests: 0,
  fairQueueRequests: 0,
  emptyReceives: 0,
  busEvents: 0,
  secretReads: 0,
  logBytes: 0,
  bytesOut: 0,
});

/** How many steps of a size a payload fills. An empty payload counts as one. */
export const chunksOf = (bytes: number, chunkBytes: number): number => Math.max(1, Math.ceil(bytes / chunkBytes));
