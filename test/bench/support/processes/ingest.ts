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

/** Passes requests to the bundle's handler, one after the other. */
answering(async ({ bundles, requests, events, dataBytes }: IngestQuestion): Promise<{ cpuMs: number }> => {
  const handler = await handlerIn<HttpHandler>(bundles, "ingest");
  const event = `{"type":"${INVOICE_PAID}","data":${invoiceOf(dataBytes)}}`;
  const body = events === 1 ? event : `{"events":[${Array(events).fill(event).join(",")}]}`;
  const calls = Array.from({ length: requests }, () => eventsRequest(body));
  const cpuMs = await cpuMsOf(async () => {
    for (const call of calls) {
      const { statusCode, body: answer } = await handler(call, lambdaContextOf("ingest"));
      if (statusCode !== 202) throw new Error(`ingest answered ${statusCode}: ${answer}`);
    }
  });
  return { cpuMs };
});
