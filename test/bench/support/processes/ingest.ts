import { INVOICE_PAID, invoiceOf } from "../events.ts";
import { eventsRequest, type HttpHandler, handlerIn, lambdaContextOf } from "../lambda.ts";
import { answering, cpuMsOf } from "./answering.ts";

export interface IngestQuestion {
  bundles: string;
  requests: number;
  /** Events per request. A single event is not sent as a list. */
  events: number;
  dataBytes: number;
}

export interface IngestAnswer {
  /** CPU time of all requests together. */
  cpuMs: number;
  /** The largest resident set of this process so far. */
  peakBytes: number;
  /** How long the last request took. */
  lastMs: number;
}

/** Passes requests to the bundle's handler, one after the other. */
answering(async ({ bundles, requests, events, dataBytes }: IngestQuestion): Promise<IngestAnswer> => {
  const handler = await handlerIn<HttpHandler>(bundles, "ingest");
  const event = `{"type":"${INVOICE_PAID}","data":${invoiceOf(dataBytes)}}`;
  const body = events === 1 ? event : `{"events":[${Array(events).fill(event).join(",")}]}`;
  const calls = Array.from({ length: requests }, () => eventsRequest(body));
  let lastMs = 0;
  const cpuMs = await cpuMsOf(async () => {
    for (const call of calls) {
      const startedAt = performance.now();
      const { statusCode, body: answer } = await handler(call, lambdaContextOf("ingest"));
      if (statusCode !== 202) throw new Error(`ingest answered ${statusCode}: ${answer}`);
      lastMs = performance.now() - startedAt;
    }
  });
  return { cpuMs, peakBytes: process.resourceUsage().maxRSS * 1024, lastMs };
});
