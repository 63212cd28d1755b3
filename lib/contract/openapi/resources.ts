import type { Resource } from "./operation.ts";
import { catalog } from "./resources/catalog.ts";
import { deadLetters } from "./resources/dead-letters.ts";
import { deliveries } from "./resources/deliveries.ts";
import { dialects } from "./resources/dialects.ts";
import { documentation } from "./resources/documentation.ts";
import { events } from "./resources/events.ts";
import { replays } from "./resources/replays.ts";
import { signing } from "./resources/secrets.ts";
import { subscriptions } from "./resources/subscriptions.ts";
import { tenants } from "./resources/tenants.ts";

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
