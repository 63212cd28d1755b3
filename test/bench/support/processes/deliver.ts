import { type DeliverHandler, deliveryBatch, handlerIn, lambdaContextOf } from "../lambda.ts";
import { answering, cpuMsOf } from "./answering.ts";

export interface DeliverQuestion {
  bundles: string;
  batches: number;
  dataBytes: number;
  subscriptions: number;
}

export interface DeliverAnswer {
  /** CPU time of all batches together. */
  cpuMs: number;
  /** The largest resident set of this process so far. */
  peakBytes: number;
}

/** Passes batches of ten to the bundle's handler, one after the other. */
answering(async ({ bundles, batches, dataBytes, subscriptions }: DeliverQuestion): Promise<DeliverAnswer> => {
  const handler = await handlerIn<DeliverHandler>(bundles, "deliver");
  const events = Array.from({ length: batches }, () => deliveryBatch(dataBytes, subscriptions));
  const cpuMs = await cpuMsOf(async () => {
    for (const event of events) {
      const { batchItemFailures } = await handler(event, lambdaContextOf("deliver"));
      if (batchItemFailures.length > 0) throw new Error("a delivery failed");
    }
  });
  return { cpuMs, peakBytes: process.resourceUsage().maxRSS * 1024 };
});
