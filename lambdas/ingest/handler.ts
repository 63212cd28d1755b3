import type { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import middy from "@middy/core";
import type { APIGatewayProxyEventV2, Context } from "aws-lambda";
import type { ApiAnswer } from "../../lib/api/http/answers.ts";
import type { AuthPorts } from "../../lib/api/http/guards.ts";
import { problemJson } from "../../lib/api/http/problem-json.ts";
import type { DeliveryQueue } from "../../lib/core/delivery/delivery-queue.ts";
import type { DeliveryEditor } from "../../lib/core/delivery/delivery-store.ts";
import { Refusal } from "../../lib/core/errors.ts";
import type { EventWriter } from "../../lib/core/events.ts";
import type { CatalogReader } from "../../lib/core/matching/catalog-store.ts";
import type { SubscriptionLister } from "../../lib/core/subscription/subscription-store.ts";
import { acceptEvents } from "./accept.ts";
import { cachedCatalog } from "./cached-catalog.ts";
import { cachedSubscriptions } from "./cached-subscriptions.ts";
import type { ClaimPorts } from "./claimed-events.ts";
import { type BusEvent, ingestFromBus } from "./from-bus.ts";
import { ingestFromHttp } from "./from-http.ts";

export interface IngestPorts extends AuthPorts, ClaimPorts {
  subscriptions: SubscriptionLister;
  catalog: CatalogReader;
  queue: DeliveryQueue;
  editor: DeliveryEditor;
  events: EventWriter;
  /** The name of this stack in `posthorn-hop`. */
  hop: string;
  logger: Logger;
  /** See `AcceptPorts`. */
  strictCatalog?: boolean;
}

/** Accepts events from the HTTP API and from the bus. */
export function ingestHandler(ports: IngestPorts) {
  const { admission, subscriptions, catalog, now, logger } = ports;
  const subscriptionsOf = cachedSubscriptions(subscriptions);
  const accept = acceptEvents({ ...ports, subscriptionsOf, catalogAt: cachedCatalog(catalog) });
  const fromBus = ingestFromBus({ admission, accept, now });
  const fromHttp = middy(ingestFromHttp({ ...ports, accept })).use(problemJson(logger));

  const take = async (event: APIGatewayProxyEventV2 | BusEvent, context: Context): Promise<ApiAnswer | undefined> => {
    if (!("detail-type" in event)) return fromHttp(event, context);
    await fromBus(event).catch((error: unknown) => {
      // The producer gets no answer, so the log says why the event ends in the dead-letter queue.
      if (error instanceof Refusal) logger.error("event rejected", { eventId: event.id, errors: error.errors });
      throw error;
    });
    return undefined;
  };
  return middy(take).use(injectLambdaContext(logger));
}
