import * as z from "zod/mini";
import type { EndpointState } from "../../core/health/health.ts";
import { pageSchema } from "../http/pages.ts";

const STATES = "healthy|slow|failing|recovering|paused";

const healths = z
  .string()
  .check(
    z.regex(
      new RegExp(`^(${STATES})(,(${STATES}))*$`),
      `must be one of ${STATES.split("|").join(", ")}, or several separated by commas`,
    ),
  );

/** The query string of the subscriptions. */
export const subscriptionListSchema = z.extend(pageSchema, { health: z.optional(healths) });

/** Does an endpoint's state pass the query's filter? Pull subscriptions have none. */
export function hasHealth(wanted: string | undefined, state: EndpointState | undefined): boolean {
  return wanted === undefined || (state !== undefined && wanted.split(",").includes(state));
}
