import * as z from "zod";
import type { AlertType } from "../../core/alerts/alert.ts";
import { alertExample } from "../../core/alerts/alert-examples.ts";
import { type AlertField, alertFields, alertTypes } from "../../core/alerts/alert-types.ts";
import { dateTime, PAGE_NOTES, pageOf } from "../openapi/common-shapes.ts";
import { documented } from "../openapi/docs.ts";
import { alertRoutes } from "./alert-routes.ts";

/** Client generators need a name for each object, see `openapi/unions.ts`. */
const OBJECT_NAMES: Record<string, string> = { latest: "ExhaustedDelivery" };

function fieldShape(name: string, field: AlertField): z.ZodType {
  const { type, description, properties = {}, required = [], format, enum: choices } = field;
  if (type === "object") return objectShape(properties, required).meta({ id: OBJECT_NAMES[name], description });
  if (type === "integer") return z.int().min(0).describe(description);
  if (type === "number") return z.number().min(0).describe(description);
  if (choices) return z.enum(choices).describe(description);
  return format ? dateTime(description) : z.string().describe(description);
}

const objectShape = (fields: Readonly<Record<string, AlertField>>, required: readonly string[]) =>
  z.strictObject(shapesOf(fields, required));

const shapesOf = (fields: Readonly<Record<string, AlertField>>, required: readonly string[]) =>
  Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      const shape = fieldShape(name, field);
      return [name, required.includes(name) ? shape : shape.optional()];
    }),
  );

const toldShape = z
  .strictObject({
    machines: dateTime("When Posthorn told the bus, and the webhooks that subscribe to alerts.").optional(),
    people: dateTime("When Posthorn told the operator's people.").optional(),
  })
  .meta({
    id: "AlertTold",
    description: "Who was told of an alert. A time is absent until then, and also set if there was nobody to tell.",
  });

const { id, at, tenantId, subscriptionId } = alertFields;
const head = { id, at, tenantId, subscriptionId };

/** The fields that only the list has. The bus and webhooks tell of an alert before it can be over. */
const listed = {
  tenantName: z.string().optional().describe("The tenant's name. Absent if the subscription is gone."),
  name: z.string().optional().describe("The subscription's name now."),
  url: z.string().optional().describe("The subscription's URL now. Absent if the subscription is gone."),
  open: z.boolean().describe("Does what the alert says still hold?"),
};

/** `SubscriptionFailingAlert` for `subscription.failing`. */
const nameOf = (type: AlertType): string =>
  `${type
    .split(/[.-]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("")}Alert`;

function alertShape(type: AlertType) {
  const { description, facts, optional } = alertTypes[type];
  const required = Object.keys(facts).filter((name) => !(optional as readonly string[]).includes(name));
  return z
    .strictObject({
      type: z.literal(type),
      ...shapesOf(head, Object.keys(head)),
      ...shapesOf(facts, required),
      ...listed,
      toldAt: toldShape,
    })
    .meta({ id: nameOf(type), description });
}

const types = Object.keys(alertTypes) as AlertType[];
const anyShape = z.union(types.map(alertShape)).meta({ id: "Alert", description: "Something about a subscription." });

/** An alert of each type. */
const examples = types.map((type) => ({
  type,
  ...alertExample(type),
  url: "https://example.com/webhooks",
  tenantName: "Acme Inc.",
  open: type !== "subscription.recovered",
  toldAt: { machines: "2026-01-31T12:00:40.000Z", people: "2026-01-31T12:01:40.000Z" },
}));

/** The rules are those of `isOpen`. */
const OPEN_TEXT = [
  "Newest first. Alerts are kept as long as the log. A page with a filter can be short, or even empty, while `next` continues.",
  "An alert is `open` while what it says holds. `subscription.failing`: Posthorn still holds the endpoint's deliveries. `subscription.disable-scheduled`: no POST has succeeded since. `subscription.disabled`: the subscription is still off. `subscription.rate-limited`: deliveries still wait. `delivery.exhausted`: it is the subscription's latest such alert, and its latest delivery wasn't sent again. `filter.too-slow`: for a day, unless the subscription is changed. `subscription.recovered` is never open. Only the latest alert of a type about a subscription can be open; of `subscription.disabled`, the latest for its `reason`. A page with `open=true` looks at a few thousand alerts.",
].join(" ");

export const alertDocs = documented(
  {
    tag: "Alerts",
    text: "What the operator should know about subscriptions: endpoints that fail, subscriptions that were switched off, deliveries that used up their attempts. Posthorn also sends alerts: on the bus, as webhooks, and to people. The facts of an alert are the same everywhere.",
  },
  alertRoutes,
  {
    listAlerts: {
      summary: "List alerts",
      text: OPEN_TEXT,
      query: {
        ...PAGE_NOTES,
        tenantId: "Only alerts about this tenant's subscriptions.",
        subscriptionId: "Only alerts about this subscription.",
        type: "An alert's type, or several separated by commas.",
        open: "`true`: only alerts of which what they say still holds. `false`: only the others.",
      },
      answers: {
        200: {
          description: "A page of alerts.",
          schema: pageOf("AlertPage", anyShape),
          example: { data: examples, next: null },
        },
      },
    },
  },
);
