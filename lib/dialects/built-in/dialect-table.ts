import type { DialectDefinition } from "../definition.ts";

/**
 * The table of built-in dialects, as pure data. A dialect is one entry in `signatures` and one in `contents`. The
 * sender, the API's list, `posthorn/verify` and the CLI all read this table. They are two records because
 * `posthorn/verify` bundles only the first one, and bundlers can't drop the unused members of an object.
 */

/** How a dialect signs. Receivers must know this. */
export interface DialectSignature extends Omit<DialectDefinition, "name" | keyof DialectContent> {
  /** The signed body has the event's id, in its member `id`. */
  idInBody?: true;
  /** The name that receivers pass to `verify`, if it isn't the dialect's own. */
  verifiedAs?: string;
}

/**
 * What a dialect sends. Its body can use more placeholders than the body of an operator's dialect: see
 * `../built-in-placeholders.ts`.
 */
export interface DialectContent extends Pick<DialectDefinition, "headers" | "body" | "goneStatuses"> {
  /** Event types have only letters, digits, `_`, `-` and dots. */
  dottedTypes?: true;
  /** `hex`: `{id}` is 64 hex digits, made of the event's ULID (see `lib/core/wire-ids.ts`). */
  idForm?: "hex";
  /** The names that receivers use for event types, where they differ from the sender's. */
  typeNames?: Record<string, string>;
}

const webhookHeaders = {
  separator: " ",
  signedText: "{id}.{timestamp}.{body}",
  encoding: "base64",
  idHeader: "webhook-id",
  timestampHeader: "webhook-timestamp",
} as const;

export const signatures = {
  /**
   * Standard Webhooks 1.0.0, symmetric
   * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
   */
  standard: {
    algorithm: "hmac-sha256",
    signatureHeader: "webhook-signature",
    signature: "v1,{signature}",
    ...webhookHeaders,
    keyForm: "whsec_",
  },
  /** Standard Webhooks 1.0.0, asymmetric: receivers need only the public key. */
  "standard-ed25519": {
    algorithm: "ed25519",
    signatureHeader: "webhook-signature",
    signature: "v1a,{signature}",
    ...webhookHeaders,
    verifiedAs: "standard",
  },
  /** Notification rules, signed like Svix's webhooks. */
  witn: {
    algorithm: "hmac-sha256",
    signatureHeader: "svix-signature",
    signature: "v1,{signature}",
    ...webhookHeaders,
    keyForm: "whsec_",
    idHeader: "svix-id",
    timestampHeader: "svix-timestamp",
  },
  /** A messaging API. */
  watsi: {
    algorithm: "hmac-sha256",
    signatureHeader: "x-watsi-signature",
    idInBody: true,
  },
  /** Workflow webhooks. The header carries the secret itself. */
  outtake: {
    algorithm: "shared-secret",
    signatureHeader: "x-outtake-secret",
  },
  /** GitHub's style (https://docs.github.com/en/webhooks/webhook-events-and-payloads#delivery-headers). */
  github: {
    algorithm: "hmac-sha256",
    signatureHeader: "x-hub-signature-256",
    signature: "sha256={signature}",
  },
  /** Stripe's style (https://docs.stripe.com/webhooks/signature). The key is the whole text of the secret. */
  stripe: {
    algorithm: "hmac-sha256",
    signatureHeader: "stripe-signature",
    signature: "t={timestamp},v1={signature}",
    separator: ",",
    signedText: "{timestamp}.{body}",
    idInBody: true,
  },
  /** The tenant quickstart's format. */
  tenant: {
    algorithm: "hmac-sha256",
    signatureHeader: "x-webhook-signature",
    idInBody: true,
  },
  /** The agent platform. Its receivers sign `JSON.stringify` of the parsed body, so the data is normalized to that. */
  agents: {
    algorithm: "hmac-sha256",
    signatureHeader: "x-webhook-signature",
  },
} as const satisfies Record<string, DialectSignature>;

/** The names of all built-in dialects. */
export type BuiltInName = keyof typeof signatures;

const standardContent: DialectContent = {
  body: { type: "{type}", timestamp: "{occurredAt}", data: "{data}" },
  goneStatuses: [410],
  dottedTypes: true,
};

export const contents: Readonly<Record<BuiltInName, DialectContent>> = {
  standard: standardContent,
  "standard-ed25519": standardContent,
  witn: {
    idForm: "hex",
    body: {
      id: "{id}",
      type: "{type}",
      createdAt: "{occurredAt}",
      data: { rule: { id: "{ruleId}", name: "{subscriptionName}" }, subjectKey: "{subjectKey}", facts: "{facts}" },
    },
  },
  watsi: {
    headers: { "x-watsi-delivery-id": "{deliveryId}" },
    body: { id: "{evtId}", type: "{type}", workspace: "{tenantId}", createdAt: "{occurredAt}", data: "{data}" },
  },
  outtake: {
    // Receivers know two triggers.
    typeNames: {
      "workflow.item.created": "workflow-item-created",
      "workflow.item.state.changed": "workflow-item-state-updated",
      "workflow.item.resolved": "workflow-item-state-updated",
      "workflow.item.reopened": "workflow-item-state-updated",
    },
    headers: { "x-outtake-event-id": "{id}" },
    body: "{idEventAndData}",
  },
  github: {
    headers: { "x-github-event": "{type}", "x-github-delivery": "{deliveryId}" },
    body: "{data}",
  },
  stripe: {
    body: { id: "{id}", object: "event", type: "{type}", created: "{occurredAtSeconds}", data: { object: "{data}" } },
  },
  tenant: {
    headers: { "x-webhook-delivery-id": "{deliveryId}" },
    body: { id: "{id}", type: "{type}", createdAt: "{occurredAt}", data: "{data}" },
  },
  agents: {
    body: {
      event: "{type}",
      webhook: { id: "{webhookId}", name: "{subscriptionName}" },
      timestamp: "{occurredAtMicros}",
      data: "{normalizedData}",
    },
  },
};
