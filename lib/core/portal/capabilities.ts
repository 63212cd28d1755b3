import type { Subscription } from "../model/subscription.ts";

/**
 * What a portal token may do. `view`: read subscriptions, their health, deliveries and replays, and the catalog.
 * `viewPayload`: see what was sent and answered. `viewSecret`: see secrets. `manageSecret`: choose and rotate secrets.
 * `manage`: create, change, pause and delete subscriptions. `test`: send test events. `repair`: retry, cancel, probe and
 * replay.
 */
export const CAPABILITIES = ["view", "viewPayload", "viewSecret", "manageSecret", "manage", "test", "repair"] as const;

export type Capability = (typeof CAPABILITIES)[number];

/** Limits a portal token to the subscriptions that have all of this metadata. */
export interface PortalScope {
  metadata: Readonly<Record<string, string>>;
}

/** The rights of a portal token. */
export interface PortalRights {
  capabilities: readonly Capability[];
  /** Absent for all of the tenant's subscriptions. */
  scope?: PortalScope | undefined;
}

/** A caller: of a portal token, or of a key, which has no such limits. */
export interface PortalLimited {
  portal?: PortalRights | undefined;
}

/** Does a caller have a capability? Keys have all of them: their roles decide about requests. */
export const may = ({ portal }: PortalLimited, capability: Capability): boolean =>
  portal === undefined || portal.capabilities.includes(capability);

/** May a caller see a subscription? */
export function isInScope({ portal }: PortalLimited, { metadata }: Pick<Subscription, "metadata">): boolean {
  return Object.entries(portal?.scope?.metadata ?? {}).every(
    ([name, value]) => Object.hasOwn(metadata, name) && metadata[name] === value,
  );
}
