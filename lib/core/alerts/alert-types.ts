import type { AlertFacts, AlertType } from "./alert.ts";

/** A field of an alert, as JSON Schema describes it. */
export interface AlertField {
  type: "string" | "integer" | "number" | "object";
  description: string;
  format?: "date-time";
  enum?: readonly string[];
  properties?: Readonly<Record<string, AlertField>>;
  required?: readonly string[];
}

/** An alert type for people who subscribe to it. */
export interface AlertDescription<Type extends AlertType = AlertType> {
  description: string;
  facts: Readonly<Record<FactOf<AlertFacts[Type]>, AlertField>>;
  /** The facts that are not in each alert of the type. */
  optional: readonly FactOf<AlertFacts[Type]>[];
}

/** The names of the facts, of all forms that they can have. */
type FactOf<Facts> = Facts extends unknown ? keyof Facts & string : never;

const time = (description: string): AlertField => ({ type: "string", format: "date-time", description });
const text = (description: string): AlertField => ({ type: "string", description });
const count = (description: string): AlertField => ({ type: "integer", description });

const failure = text("Why an attempt failed, such as `http-500`, `timeout-connect` or `tls`.");
const failingSince = time("When the endpoint began to fail.");
const failures = count("The number of failures in a row.");

/** The fields of every alert, as machines get it. */
export const alertFields = {
  id: text("The alert's id. An alert that comes twice has the same id."),
  at: time("When Posthorn raised the alert."),
  tenantId: text("The tenant whose subscription it is about."),
  subscriptionId: text("The subscription that it is about."),
  url: text("The subscription's URL when the alert is sent. Absent if the subscription is gone."),
  name: text("The subscription's name when the alert is sent."),
} as const satisfies Record<string, AlertField>;

/** Every alert type. `alertExample` has an example of each. */
export const alertTypes: { readonly [Type in AlertType]: AlertDescription<Type> } = {
  "subscription.failing": {
    description: "An endpoint has failed for ten minutes. Posthorn holds its deliveries. Sent once for each outage.",
    facts: { since: failingSince, why: text("Why Posthorn holds the deliveries, in a few words."), failure },
    optional: ["failure"],
  },
  "subscription.recovered": {
    description: "An endpoint works again. Posthorn sends the deliveries that it held.",
    facts: { failingSince },
    optional: [],
  },
  "subscription.disable-scheduled": {
    description: "Posthorn will switch a subscription off in a day, because its endpoint has failed for days.",
    facts: { failingSince, failures, disableAt: time("When Posthorn will switch the subscription off.") },
    optional: [],
  },
  "subscription.disabled": {
    description: "A subscription was switched off. Its deliveries are skipped, and can be replayed.",
    facts: {
      reason: {
        ...text(
          "`gone`: the receiver answered 410 Gone. `failing`: the endpoint failed for days. `by-hand`: a request switched it off.",
        ),
        enum: ["gone", "failing", "by-hand"],
      },
      failingSince: time("With the reason `failing`: when the endpoint began to fail."),
      failures: count("With the reason `failing`: the number of failures in a row."),
      by: text("With the reason `by-hand`: the id of the key that the request had, or `admin`."),
    },
    optional: ["failingSince", "failures", "by"],
  },
  "subscription.rate-limited": {
    description: "Deliveries have waited for the subscription's rate limit for more than ten minutes.",
    facts: {
      perSecond: { type: "number", description: "The rate limit, in POSTs a second." },
      oldestHeldAt: time("When the delivery was held that has waited longest."),
    },
    optional: [],
  },
  "delivery.exhausted": {
    description: "Deliveries used up their attempts. At most one an hour for each subscription.",
    facts: {
      count: count("The number of deliveries since the previous alert."),
      since: time("When the first of them used up its attempts."),
      until: time("When the latest of them used up its attempts."),
      latest: {
        type: "object",
        description: "The latest of them.",
        properties: {
          deliveryId: text("The delivery's id."),
          eventId: text("The id of its event."),
          type: text("The type of its event."),
          failure,
          lastStatus: count("The status of the latest answer. Absent if there was no answer."),
        },
        required: ["deliveryId", "eventId", "type"],
      },
    },
    optional: [],
  },
  "filter.too-slow": {
    description: "An expression of a subscription took too long. At most one a day for each subscription.",
    facts: { reason: text("Which expression took too long, and what that means, in plain words.") },
    optional: [],
  },
};
