import { newId } from "../ids.ts";
import { ADMIN_KEY_ID } from "../keys/api-keys.ts";
import type { SubscriptionKey } from "../model/subscription.ts";
import type { TenantRef } from "../model/tenant.ts";

/** Who made a change. More kinds may come. */
export type Actor =
  /** `keyId`: the id of a tenant's key or of an operator key, or `admin`. */
  | { kind: "key"; keyId: string }
  /** A portal session. `name`: whom the operator's product had signed in, as the portal link said. */
  | { kind: "portal"; sessionId: string; name?: string | undefined }
  /**
   * A person in a session of the console. `keyId`: the key that signed in. `subject` and `email`: what the operator's
   * identity provider says of the person.
   */
  | {
      kind: "person";
      sessionId: string;
      keyId?: string | undefined;
      subject?: string | undefined;
      email?: string | undefined;
    }
  /**
   * Posthorn itself switched a subscription off or on. `gone`: the receiver answered 410. `failing`: it failed for days.
   * `passed-test`: a subscription that was off because its receiver failed passed a test.
   */
  | { kind: "posthorn"; reason: "gone" | "failing" | "passed-test" };

/** What the list's filter by actor compares: the key, if one signed in. Nobody else can pass for a key. */
export function actorIdOf(actor: Actor): string {
  if (actor.kind === "person") return actor.keyId ?? `person:${actor.email ?? actor.subject}`;
  if (actor.kind === "portal") return `portal:${actor.name ?? actor.sessionId}`;
  return actor.kind === "key" ? actor.keyId : actor.kind;
}

/** The kinds of things whose changes are in the audit log. */
export const AUDITED_TYPES = [
  "subscription",
  "delivery",
  "event",
  "replay",
  "tenant",
  "api-key",
  "operator-key",
  "admin-key",
  "console-session",
  "portal-session",
  "portal-branding",
  "event-type",
  "derived-type",
  "dialect",
  "dead-letters",
  "rejected-event",
  "key-ring",
] as const;

export interface AuditedResource {
  type: (typeof AUDITED_TYPES)[number];
  /** `*` if a change concerns all things of the type. */
  id: string;
}

/** Fields of a thing as the API shows it: secrets are absent or masked. */
export type AuditedFields = Readonly<Record<string, unknown>>;

/** A change, and who made it. */
export interface AuditEntry {
  /** `aud_` and a ULID. */
  id: string;
  /** ISO 8601. */
  at: string;
  /** The tenant whose thing was changed. Undefined for the operator's own things. */
  tenant?: TenantRef | undefined;
  actor: Actor;
  /** The `operationId` of the request. For a change of Posthorn's own: that of the request which would do the same. */
  action: string;
  resource: AuditedResource;
  /** The fields before the change; of an update, only those that differ. */
  before?: AuditedFields | undefined;
  /** The fields after the change; of an update, only those that differ. */
  after?: AuditedFields | undefined;
}

/** What a request changes. */
export interface AuditedChange extends Pick<AuditEntry, "action" | "resource"> {
  /** The tenant that the change concerns, if the request itself is about no tenant. */
  tenant?: TenantRef;
  /** The API's view before the change. */
  before?: object | undefined;
  /** The API's view after the change. */
  after?: object | undefined;
}

/** The caller of a request. The strings are empty without a tenant, and the key's id for the admin key. */
export interface AuditedCaller extends TenantRef {
  keyId: string;
  /** Absent for a key. */
  actor?: Actor | undefined;
}

/** The audit entry of a request's change. The store that makes the change writes the entry in the same transaction. */
export function auditEntry(caller: AuditedCaller, change: AuditedChange, nowMs: number): AuditEntry {
  const { tenantId, incarnation, keyId, actor = { kind: "key", keyId: keyId || ADMIN_KEY_ID } } = caller;
  const own = tenantId === "" ? undefined : { tenantId, incarnation };
  return entryOf(actor, { tenant: own, ...change }, nowMs);
}

/** Why Posthorn itself switches a subscription off or on. */
type OwnReason = Extract<Actor, { kind: "posthorn" }>["reason"];

/**
 * The audit entry of a subscription that Posthorn switches off or on. The store that does so knows the incarnation of the
 * tenant.
 */
export function switchEntry(
  { tenantId, subscriptionId }: SubscriptionKey,
  reason: OwnReason,
  incarnation: string,
  updatedAt: string,
): AuditEntry {
  const isOn = reason === "passed-test";
  const off = { active: false, disabledReason: isOn ? "failing" : reason };
  const states = isOn
    ? { before: off, after: { active: true, updatedAt } }
    : { before: { active: true }, after: { ...off, updatedAt } };
  const resource = { type: "subscription", id: subscriptionId } as const;
  const change = { action: "updateSubscription", resource, tenant: { tenantId, incarnation }, ...states };
  return entryOf({ kind: "posthorn", reason }, change, Date.parse(updatedAt));
}

function entryOf(
  actor: Actor,
  { tenant, action, resource, before, after }: AuditedChange & Pick<AuditEntry, "tenant">,
  nowMs: number,
): AuditEntry {
  const at = new Date(nowMs).toISOString();
  return { id: newId("aud", nowMs), at, tenant, actor, action, resource, ...differences(before, after) };
}

/**
 * The most bytes of JSON that an entry has of each state. A change mustn't fail because its entry doesn't fit into a row,
 * and a schema in the catalog alone can be as large as a row.
 */
const MAX_BYTES = 16_384;

/** The fields that differ, or all fields if there is only one state. */
function differences(before: object | undefined, after: object | undefined): Pick<AuditEntry, "before" | "after"> {
  const [was, is] = [textsOf(before), textsOf(after)];
  const differ = (name: string) => !was || !is || was.get(name) !== is.get(name);
  return { before: was && fieldsIn(was, differ), after: is && fieldsIn(is, differ) };
}

/** The JSON text of each field. Leaves out fields without a value. */
const textsOf = (state: object | undefined): Map<string, string> | undefined =>
  state && new Map(Object.entries(JSON.parse(JSON.stringify(state))).map(([name, v]) => [name, JSON.stringify(v)]));

function fieldsIn(texts: Map<string, string>, isWanted: (name: string) => boolean): AuditedFields {
  let left = MAX_BYTES;
  const fields = [...texts]
    .filter(([name]) => isWanted(name))
    .map(([name, text]): [string, unknown] => {
      const bytes = Buffer.byteLength(text);
      if (bytes > left) return [name, `(left out: ${bytes} bytes)`];
      left -= bytes;
      return [name, JSON.parse(text)];
    });
  return Object.fromEntries(fields);
}
