import { type DeliverHandler, deliveryBatch, handlerIn, lambdaContextOf } from "../lambda.ts";
import { answering, cpuMsOf } from "./answering.ts";

export interface DeliverQuestion {
  bundles: string;
  batches: number;
  dataBytes: number;
  subscriptions: number;
}

export interface DeliverAnswer {
  /** CPU time of all batches. */
  cpuMs: number;
  /** The largest resident set that this process ever had. */
  peakBytes: number;
}

/** Delivers batches of ten, one after the other, by the bundle's own handler. */
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
