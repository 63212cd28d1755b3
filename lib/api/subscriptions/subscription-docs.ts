import { DEFAULT_TIMEOUT_SECONDS } from "../../core/limits.ts";
import { pageSchema } from "../http/pages.ts";
import { GONE, PAGE_NOTES, pageOf } from "../openapi/answers.ts";
import type { FieldNotes, OperationDescription, Resource } from "../openapi/operation.ts";
import { subscriptionSchemas } from "./subscription-schemas.ts";
import { newSubscription, subscription } from "./subscription-shapes.ts";

/** What stack options may lower. */
const LIMITS = { defaultMaxRetries: 3, maxRetries: 10, maxTimeoutSeconds: 300 };
const schemas = subscriptionSchemas(LIMITS);

const NOTES: FieldNotes = {
  url: "Where deliveries are POSTed: `https`, at a public address.",
  events: "Event types, or prefixes that end in a wildcard: `invoice.*`, `*`.",
  filter: "A CEL expression over `event`, `data` and `subscription` that an event must meet besides.",
  name: "For people.",
  description: "For people.",
  headers: "Sent with each POST, by name.",
  sensitiveHeaders: "Names of headers whose values are never shown again.",
  metadata: "The caller's own, at most 50 entries; conditions can use it.",
  timeoutSeconds: `How long an attempt may take. ${DEFAULT_TIMEOUT_SECONDS} by default; the operator may set a lower limit.`,
  maxRetries: "Attempts after the first one. The operator may set another default and a lower limit.",
  verifyTls: "False accepts any certificate, where the operator allows it.",
  active: "Events that come while it is false are not delivered.",
  dialects: "One or two dialects with the same body; the second one's headers are sent too, `until` then.",
};

const SUBSCRIPTION = {
  id: "sub_01JJYB4S4T0W8E3T8Q2V5Z6N7P",
  url: "https://example.com/webhooks",
  events: ["invoice.*"],
  active: true,
  dialect: "standard",
  headers: {},
  metadata: {},
  timeoutSeconds: 30,
  maxRetries: 3,
  verifyTls: true,
  createdAt: "2026-01-31T12:00:00.000Z",
  updatedAt: "2026-01-31T12:00:00.000Z",
};

const ETAG = { etag: "Changes with what is shown; for `if-match`." };
const IF_MATCH = { "if-match": { description: "The `etag` of the state that is meant.", example: "*" } };
const CHANGED = "It was changed since the state that `if-match` names.";

const create = (id: string, text: string): OperationDescription => ({
  id,
  summary: "Make a subscription",
  text,
  access: "changes",
  onceOnly: true,
  body: {
    name: "SubscriptionFields",
    schema: schemas.create,
    notes: {
      ...NOTES,
      url: "Where deliveries are POSTed: `https`, at a public address. Required, unless they are pulled.",
      pull: "True has deliveries wait in the subscription's stream, instead of being POSTed to a URL.",
      dialect: "How deliveries look and are signed: a built-in dialect or one of the operator's.",
      signature: "In the `standard` dialect: `ed25519` signs with a private key, so that receivers need no secret.",
      secret: "In the dialect's form; one is made up when left out.",
    },
    example: { url: "https://example.com/webhooks", events: ["invoice.*"] },
  },
  answers: {
    201: {
      description: "It is made; the answer shows its secret.",
      schema: newSubscription,
      example: { ...SUBSCRIPTION, secret: "whsec_plJ3nmyCDGBKInavdOK15jsl" },
    },
  },
});

/** What a tenant receives. */
export const subscriptions: Resource = {
  tag: "Subscriptions",
  text: "What a tenant wants to receive, and where.",
  operations: {
    "POST /api/v1/subscriptions": create("createSubscription", "Takes effect with the next event."),
    "POST /api/v1/webhooks": create("createWebhook", "The same as `POST /api/v1/subscriptions`, under another name."),
    "GET /api/v1/subscriptions": {
      id: "listSubscriptions",
      summary: "List the subscriptions",
      text: "Oldest first.",
      access: "reads",
      query: { schema: pageSchema, notes: PAGE_NOTES },
      answers: {
        200: {
          description: "A page of them.",
          schema: pageOf("SubscriptionPage", subscription),
          example: { data: [SUBSCRIPTION], next: null },
        },
      },
    },
    "GET /api/v1/subscriptions/{id}": {
      id: "readSubscription",
      summary: "Read a subscription",
      access: "reads",
      answers: {
        200: { description: "The subscription.", schema: subscription, headers: ETAG, example: SUBSCRIPTION },
      },
    },
    "PATCH /api/v1/subscriptions/{id}": {
      id: "updateSubscription",
      summary: "Change a subscription",
      text: "A JSON Merge Patch (RFC 7396), also within `headers` and `metadata`: what is left out stays as it is, null clears. Takes effect with the next attempt.",
      access: "changes",
      headers: IF_MATCH,
      body: { name: "SubscriptionChange", schema: schemas.patch, notes: NOTES, example: { active: false } },
      answers: { 200: { description: "The subscription as it is now.", schema: subscription, headers: ETAG } },
      refusals: { 409: "Others are changing it: try again.", 412: CHANGED },
    },
    "DELETE /api/v1/subscriptions/{id}": {
      id: "deleteSubscription",
      summary: "Delete a subscription",
      text: "Its deliveries that wait end as `cancelled`; the log keeps what happened.",
      access: "changes",
      headers: IF_MATCH,
      answers: { 204: GONE },
      refusals: { 409: "Others are changing it: try again.", 412: CHANGED },
    },
  },
};
