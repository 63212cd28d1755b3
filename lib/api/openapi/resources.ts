import { catalog } from "../catalog/catalog-docs.ts";
import { deadLetters } from "../dead-letters/dead-letter-docs.ts";
import { deliveries } from "../deliveries/delivery-docs.ts";
import { dialects } from "../dialects/dialect-docs.ts";
import { documentation } from "../documentation/documentation-docs.ts";
import { events } from "../events/event-docs.ts";
import { replays } from "../replays/replay-docs.ts";
import { signing } from "../secrets/secret-docs.ts";
import { subscriptions } from "../subscriptions/subscription-docs.ts";
import { tenants } from "../tenants/tenant-docs.ts";
import type { Resource } from "./operation.ts";

/** All of the API, in an order fit to read. */
export const resources: readonly Resource[] = [
  events,
  subscriptions,
  signing,
  deliveries,
  replays,
  catalog,
  dialects,
  tenants,
  deadLetters,
  documentation,
];
