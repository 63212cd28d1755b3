import { MAX_HEADERS } from "../../core/subscription/custom-headers.ts";
import { MAX_METADATA } from "../../core/subscription/subscription-limits.ts";
import { conditionNote, DELETED, nameSchema, PAGE_NOTES, pageOf } from "../openapi/common-shapes.ts";
import { documented } from "../openapi/docs.ts";
import type { FieldNotes } from "../openapi/operation-description.ts";
import { subscriptionRoutes } from "./subscription-routes.ts";
import { rateLimit, rateLimitPatch, spokenDialect } from "./subscription-schemas.ts";
import { newSubscriptionShape, subscriptionShape } from "./subscription-shapes.ts";

const LIMIT_NOTES = {
  perSecond: "POSTs a second, above 0 and at most 10,000. A fraction such as 0.1 is allowed.",
  burst: "How many POSTs may go out at once after a quiet time. 1 by default.",
};

nameSchema(rateLimit, "RateLimitFields", LIMIT_NOTES);
nameSchema(rateLimitPatch, "RateLimitChange", LIMIT_NOTES);

nameSchema(spokenDialect, "SpokenDialect", {
  name: "The dialect's name.",
  until: "When POSTs stop carrying its headers; never by default.",
});

const METADATA = `Your own data, at most ${MAX_METADATA} entries. Conditions can use it.`;

const NOTES: FieldNotes = {
  url: "The URL that deliveries are POSTed to: `https`, at a public address, and not at this API.",
  events: "Event types, or prefixes that end in a wildcard: `invoice.*`, `*`.",
  filter: conditionNote("A CEL expression over `event`, `data` and `subscription` that events must meet too."),
  name: "Free text for people.",
  description: "Free text for people.",
  headers: "Headers of each POST, by name.",
  sensitiveHeaders:
    "Names of headers whose values are stored encrypted and never shown again. A change of the URL's scheme, host or port must give the values again.",
  posthornHeaders:
    "If false, POSTs go without the headers `posthorn-delivery-id`, `posthorn-attempt` and `posthorn-subscription-id`.",
  metadata: METADATA,
  timeoutSeconds: "The time limit of an attempt, in seconds. The operator may set a lower limit.",
  maxRetries: "The number of attempts after the first attempt. The operator may set another default and a lower limit.",
  rateLimit:
    "The most POSTs a second, evenly spaced: `{perSecond, burst?}`. Deliveries that come faster wait, and use up no attempt. `burst` POSTs, 1 by default, may go out at once after a quiet time. Retries count too, test sends don't.",
  verifyTls: "If false, any certificate is accepted. The operator must allow this.",
  active: "Events that come in while this is false are skipped. To hold them instead, pause the subscription.",
  dialects:
    "One or two dialects with the same body. POSTs carry the headers of the second dialect too, until its `until`.",
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

const ETAG = { etag: "The state of the subscription, for `if-match`." };
const IF_MATCH = { "if-match": { description: "The `etag` of the state that you want to change.", example: "*" } };
const CONFLICTS = {
  409: "Another request is changing the subscription. Try again.",
  412: "The subscription is no longer in the state that `if-match` names.",
};

export const subscriptionDocs = documented(
  { tag: "Subscriptions", text: "The events that a tenant wants to receive, and where." },
  subscriptionRoutes(),
  {
    createSubscription: {
      summary: "Create a subscription",
      text: "Takes effect with the next event.",
      body: {
        name: "SubscriptionFields",
        notes: {
          ...NOTES,
          url: "The URL that deliveries are POSTed to: `https`, at a public address, and not at this API. Required, unless `pull` is true.",
          pull: "If true, deliveries wait in the subscription's stream, and are not POSTed.",
          ordered:
            "If true, deliveries go out one after the other, in the order in which their events were accepted. A delivery that fails holds back those after it, until it ends. This can't be changed later.",
          orderingKey: {
            ...conditionNote(
              "A CEL expression over `event`, `data` and `subscription`, for a subscription with `ordered: true`. Only events with the same value of it are kept in order. This can't be changed later.",
            ),
            examples: ["data.customerId"],
          },
          dialect: "The format and signature of deliveries: a built-in dialect, or one of the operator's.",
          signature: "In the `standard` dialect: `ed25519` signs with a private key, and receivers need no secret.",
          secret: "In the dialect's form. Generated if it is left out, empty or null.",
          headers: { description: "Headers of each POST, by name.", maxProperties: MAX_HEADERS },
          metadata: { description: METADATA, maxProperties: MAX_METADATA },
        },
        example: { url: "https://example.com/webhooks", events: ["invoice.*"] },
      },
      answers: {
        201: {
          description: "Created. The answer shows the secret.",
          schema: newSubscriptionShape,
          example: { ...SUBSCRIPTION, secret: "whsec_plJ3nmyCDGBKInavdOK15jsl" },
        },
      },
      refusals: { 409: "The tenant has as many subscriptions as the operator allows, or 100 ordered ones." },
    },
    listSubscriptions: {
      summary: "List subscriptions",
      text: "Oldest first. With a filter, a page can be short or even empty while `next` continues.",
      query: {
        ...PAGE_NOTES,
        health: "Only subscriptions whose endpoint is in this state, or in one of several separated by commas.",
        metadata:
          "Only subscriptions whose metadata has this entry, written `key:value`, or all of several separated by commas.",
        search: "Only subscriptions with this text in their URL, name, description or id, in upper or lower case.",
        active: "Only subscriptions whose `active` is this.",
      },
      answers: {
        200: {
          description: "A page of subscriptions.",
          schema: pageOf("SubscriptionPage", subscriptionShape),
          example: { data: [SUBSCRIPTION], next: null },
        },
      },
    },
    readSubscription: {
      summary: "Read a subscription",
      answers: {
        200: { description: "The subscription.", schema: subscriptionShape, headers: ETAG, example: SUBSCRIPTION },
      },
    },
    updateSubscription: {
      summary: "Update a subscription",
      text: "A JSON Merge Patch (RFC 7396), within `headers` and `metadata` as well: fields that you leave out stay unchanged, and `null` clears a field. Takes effect with the next attempt. A new URL, and `active: true`, probe a failing endpoint at once.",
      headers: IF_MATCH,
      body: {
        name: "SubscriptionChange",
        notes: {
          ...NOTES,
          ordered: "Can't be changed: only the present value is accepted.",
          orderingKey: "Can't be changed: only the present value is accepted.",
          dialect:
            "Another dialect, which the secrets in use must fit. It replaces the second dialect too, if there is one.",
        },
        keywords: { minProperties: 1 },
        example: { active: false },
      },
      answers: { 200: { description: "The subscription after the change.", schema: subscriptionShape, headers: ETAG } },
      refusals: {
        ...CONFLICTS,
        409: `${CONFLICTS[409]} Or the new dialect can't carry the signatures of secrets in their grace period.`,
      },
    },
    deleteSubscription: {
      summary: "Delete a subscription",
      text: "Deliveries that are still waiting or held become `cancelled`. The log keeps all deliveries.",
      headers: IF_MATCH,
      answers: { 204: DELETED },
      refusals: CONFLICTS,
    },
  },
);
