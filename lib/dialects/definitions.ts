import type { BodyTemplate, DialectDefinition } from "./definition.ts";

/** The tenant quickstart's format. */
export const tenantDefinition: DialectDefinition = {
  name: "tenant",
  algorithm: "hmac-sha256",
  signatureHeader: "x-webhook-signature",
  headers: { "x-webhook-delivery-id": "{deliveryId}" },
  body: { id: "{id}", type: "{type}", createdAt: "{occurredAt}", data: "{data}" },
};

/** The messaging API's format. */
export const watsiDefinition: DialectDefinition = {
  name: "watsi",
  algorithm: "hmac-sha256",
  signatureHeader: "x-watsi-signature",
  headers: { "x-watsi-delivery-id": "{deliveryId}" },
  body: { id: "evt_{ulid}", type: "{type}", workspace: "{tenantId}", createdAt: "{occurredAt}", data: "{data}" },
};

/** GitHub's style (https://docs.github.com/en/webhooks/webhook-events-and-payloads#delivery-headers). */
export const githubDefinition: DialectDefinition = {
  name: "github",
  algorithm: "hmac-sha256",
  signatureHeader: "x-hub-signature-256",
  signature: "sha256={signature}",
  headers: { "x-github-event": "{type}", "x-github-delivery": "{deliveryId}" },
  body: "{data}",
};

/** Stripe's style (https://docs.stripe.com/webhooks/signature). The key is the whole text of the secret. */
export const stripeDefinition: DialectDefinition = {
  name: "stripe",
  algorithm: "hmac-sha256",
  signatureHeader: "stripe-signature",
  signature: "t={timestamp},v1={signature}",
  separator: ",",
  signedText: "{timestamp}.{body}",
  body: {
    id: "{id}",
    object: "event",
    type: "{type}",
    created: "{occurredAtSeconds}",
    data: { object: "{data}" },
  },
};

/** The body of Standard Webhooks. */
export const STANDARD_BODY: BodyTemplate = { type: "{type}", timestamp: "{occurredAt}", data: "{data}" };

/** Standard Webhooks 1.0.0, asymmetric: receivers need no secret, only the public key. */
export const standardEd25519Definition: DialectDefinition = {
  name: "standard-ed25519",
  algorithm: "ed25519",
  signatureHeader: "webhook-signature",
  signature: "v1a,{signature}",
  separator: " ",
  signedText: "{id}.{timestamp}.{body}",
  encoding: "base64",
  idHeader: "webhook-id",
  timestampHeader: "webhook-timestamp",
  body: STANDARD_BODY,
  goneStatuses: [410],
};
