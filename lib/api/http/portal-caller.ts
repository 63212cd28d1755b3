import type { Admission } from "../../core/admission.ts";
import { refuse } from "../../core/errors.ts";
import { type Capability, isInScope, may } from "../../core/portal/capabilities.ts";
import type { PortalSession } from "../../core/portal/portal-session.ts";
import { type SubscriptionStore, subscriptionKeyOf } from "../../core/subscription/subscription-store.ts";
import type { Caller, Endpoint } from "./endpoint.ts";
import { capabilityNeeded, keyNeeded, unauthorized } from "./key-refusals.ts";
import { notFound } from "./refusals.ts";

/** The caller of a request with a portal token. Throws a 403 `Refusal` if the token doesn't allow the request. */
export function portalCaller(session: PortalSession, { tenant }: Admission, endpoint: PortalEndpoint): Caller {
  if (!tenant) throw unauthorized();
  const { id, tenantId, incarnation, capabilities, scope, actor: name } = session;
  const portal = { capabilities, ...(scope && { scope }) };
  requireCapabilities({ portal }, endpoint);
  const actor = { kind: "portal", sessionId: id, ...(name !== undefined && { name }) } as const;
  return { tenantId, incarnation, since: tenant.createdAt, keyId: id, actor, portal };
}

/**
 * Throws a `Refusal` if a portal token with a scope lists things without naming a subscription (422), or names one outside
 * its scope (404).
 */
export async function requireSubscriptionInScope(
  subscriptions: Pick<SubscriptionStore, "getSubscription">,
  caller: Pick<Caller, "tenantId" | "portal">,
  subscriptionId: string | undefined,
): Promise<void> {
  if (!caller.portal?.scope) return;
  if (subscriptionId === undefined) refuse([{ path: "/subscriptionId", message: NEEDS_SUBSCRIPTION }]);
  const id = subscriptionId ?? "";
  const subscription = await subscriptions.getSubscription(subscriptionKeyOf({ tenantId: caller.tenantId, id }));
  if (!subscription || !isInScope(caller, subscription)) throw notFound(`No subscription ${id} in this tenant.`);
}

const NEEDS_SUBSCRIPTION = "is required: this portal token sees only some subscriptions";

type PortalEndpoint = Pick<Endpoint, "access" | "capabilities">;

function requireCapabilities(caller: Pick<Caller, "portal">, { access, capabilities }: PortalEndpoint): void {
  if (access === "portal") return;
  if (!capabilities) throw keyNeeded();
  for (const capability of capabilities) requireCapability(caller, capability);
}

/** Throws a 403 `Refusal` if the caller has a portal token without a capability. */
export function requireCapability(caller: Pick<Caller, "portal">, capability: Capability): void {
  if (!may(caller, capability)) throw capabilityNeeded(capability);
}
