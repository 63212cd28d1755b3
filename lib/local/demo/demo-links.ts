import { consoleLink, portalLink } from "../links.ts";
import type { Twin } from "../twin.ts";
import type { ShownDelivery } from "./demo-client.ts";

/** The text that leads to what the demo did, in the console and in the portal. */
export async function demoLinks(twin: Twin, subscriptionId: string, deliveries: ShownDelivery[]): Promise<string> {
  const { console, tenantId } = twin;
  const tenant = `/tenants/${tenantId}`;
  const endpoint = `/endpoints/${subscriptionId}`;
  const retried = deliveries.find(({ attempts }) => attempts.length > 1);
  return `See it in the console. The first link signs you in, once:
  the endpoint     ${await consoleLink(twin, tenant + endpoint)}
  its deliveries   ${console}/console${tenant}${endpoint}/deliveries
  a retried one    ${console}/console${tenant}/deliveries/${retried?.id}
And as your customer sees it in the portal (works once, within 5 minutes):
  ${await portalLink(twin, endpoint)}`;
}
