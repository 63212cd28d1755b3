import type { PutEventsCommandInput, PutEventsCommandOutput } from "@aws-sdk/client-eventbridge";
import { BUS_SOURCE } from "../../contract/bus.ts";
import { PipelineFault } from "../../core/errors.ts";
import { inBatches } from "../kit/batching.ts";
import { patiently } from "../kit/patiently.ts";
import { retryLeftovers } from "../kit/retry-leftovers.ts";
import { orFault } from "../kit/sdk-errors.ts";
import { type ServiceCaller, serviceWire } from "../kit/service-wire.ts";

/**
 * The limits of one call: 10 entries, of 256 KB in total. The rest of an entry is small beside its detail.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html
 */
const PUT_LIMIT = { count: 10, bytes: 200_000 } as const;

interface BusCalls {
  PutEvents: { input: PutEventsCommandInput; output: Partial<Omit<PutEventsCommandOutput, "$metadata">> };
}

const EVENT_BRIDGE = { host: "events", prefix: "AWSEvents", variable: "AWS_ENDPOINT_URL_EVENTBRIDGE" } as const;

/** An event of Posthorn's own on the bus. */
export interface Published {
  type: string;
  detail: object;
}

/** Makes a function that publishes events on the bus. Throws a `PipelineFault` unless the bus has taken all of them. */
export function busPublisher(caller: ServiceCaller, EventBusName: string) {
  const call = serviceWire<BusCalls>(caller, EVENT_BRIDGE);

  return async function publish(events: readonly Published[]): Promise<void> {
    const entries = events.map(({ type, detail }) => ({
      EventBusName,
      Source: BUS_SOURCE,
      DetailType: type,
      Detail: JSON.stringify(detail),
    }));
    await Promise.all(inBatches(entries, PUT_LIMIT, ({ Detail }) => Buffer.byteLength(Detail)).map(putAll));
  };

  async function putAll(batch: Entry[]): Promise<void> {
    const put = patiently(putOnce);
    const left = await orFault("publishing on the bus failed", () => retryLeftovers(batch, put));
    if (left.length > 0) throw new PipelineFault(`the bus rejected ${left.length} events`);
  }

  /** Makes one call. Resolves with the entries that got no id. The answer's entries are in the request's order. */
  async function putOnce(Entries: Entry[]): Promise<Entry[]> {
    const answer = await call("PutEvents", { Entries });
    return Entries.filter((_, index) => !answer.Entries?.[index]?.EventId);
  }
}

interface Entry {
  EventBusName: string;
  Source: string;
  DetailType: string;
  Detail: string;
}
