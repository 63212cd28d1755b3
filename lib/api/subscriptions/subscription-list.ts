import * as z from "zod/mini";
import type { EndpointState } from "../../core/health/health.ts";
import { pageOfMatches } from "../../core/kit/page-of-matches.ts";
import type { Page, PageRequest } from "../../core/kit/pages.ts";
import type { Subscription } from "../../core/model/subscription.ts";
import { isInScope, type PortalLimited } from "../../core/portal/capabilities.ts";
import { stringUpTo } from "../http/fields.ts";
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
export const subscriptionListSchema = z.extend(pageSchema, {
  health: z.optional(healths),
  metadata: z.optional(
    stringUpTo(2048).check(z.regex(/^[^:]*:[\s\S]*$/, "must be key:value, or several separated by commas")),
  ),
  search: z.optional(stringUpTo(200).check(z.minLength(1, "must not be empty"))),
  active: z.optional(z.enum(["true", "false"], "must be true or false")),
});

type Filters = Omit<z.infer<typeof subscriptionListSchema>, keyof PageRequest> & PortalLimited;

/** Does an endpoint's state pass the query's filter? Pull subscriptions have none. */
export function hasHealth(wanted: string | undefined, state: EndpointState | undefined): boolean {
  return wanted === undefined || (state !== undefined && wanted.split(",").includes(state));
}

/** Do a subscription's own settings pass the query's filters? */
function hasSettings({ metadata, search, active, portal }: Filters, subscription: Subscription): boolean {
  return (
    isInScope({ portal }, subscription) &&
    (active === undefined || active === String(subscription.active)) &&
    (metadata === undefined || hasEntries(subscription.metadata, metadata)) &&
    (search === undefined || hasText(subscription, search.toLowerCase()))
  );
}

/**
 * Does the text name entries of the metadata, as in `team:billing,region:eu`? Keys and values may contain colons and
 * commas themselves. So this doesn't split the text, but looks for the entries in it.
 */
function hasEntries(metadata: Record<string, string>, text: string): boolean {
  const whole = `${text},`;
  const entries = Object.entries(metadata).map(([key, value]) => `${key}:${value},`);
  const starts = new Set([0]);
  // The loop also visits what it adds.
  for (const start of starts) {
    for (const entry of entries) if (whole.startsWith(entry, start)) starts.add(start + entry.length);
  }
  return starts.has(whole.length);
}

const hasText = ({ id, url, name = "", description = "" }: Subscription, lower: string): boolean =>
  [id, url, name, description].some((text) => text.toLowerCase().includes(lower));

/**
 * A page of the subscriptions whose settings pass the query's filters.
 *
 * @param read reads a page of all of the tenant's subscriptions
 */
export async function pageWithSettings(
  read: (request: PageRequest) => Promise<Page<Subscription>>,
  filters: Filters,
  { limit, after }: PageRequest,
): Promise<Page<Subscription>> {
  const { health: _ofEndpoint, portal, ...ofSettings } = filters;
  if (Object.keys(ofSettings).length === 0 && !portal?.scope) return read({ limit, after });
  const matches = (subscription: Subscription) => hasSettings(filters, subscription);
  return pageOfMatches({ read, matches, cursorAfter: ({ id }) => id }, { limit, after });
}
