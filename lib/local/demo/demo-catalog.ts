/** An event type as the API takes it. */
interface DemoType {
  name: string;
  group: string;
  description: string;
  schema: object;
  example: object;
}

const text = { type: "string" };
const moment = { type: "string", format: "date-time" };
const cents = { type: "integer", description: "In the currency's smallest unit." };
const customer = { type: "string", description: "The customer's id." };
const invoice = { type: "string", description: "The invoice's id." };

/** A schema in which these fields are required and the others aren't. */
const objectOf = (properties: Record<string, object>, required: string[]) => ({ type: "object", properties, required });

/** A catalog to try the portal with: what a company sends that sells subscriptions. */
export const demoCatalog: readonly DemoType[] = [
  {
    name: "customer.created",
    group: "Customers",
    description: "Somebody signed up.",
    schema: objectOf({ customer, email: text, plan: text }, ["customer"]),
    example: { customer: "cus_7731", email: "ann@example.com", plan: "pro" },
  },
  {
    name: "customer.deleted",
    group: "Customers",
    description: "A customer's data was deleted.",
    schema: objectOf({ customer }, ["customer"]),
    example: { customer: "cus_7731" },
  },
  {
    name: "invoice.created",
    group: "Billing",
    description: "An invoice is ready.",
    schema: objectOf({ invoice, customer, amount: cents, currency: text, dueAt: moment }, ["invoice", "amount"]),
    example: {
      invoice: "in_1001",
      customer: "cus_7731",
      amount: 4900,
      currency: "EUR",
      dueAt: "2026-02-14T00:00:00.000Z",
    },
  },
  {
    name: "invoice.paid",
    group: "Billing",
    description: "An invoice was paid in full.",
    schema: objectOf({ invoice, customer, amount: cents, currency: text, paidAt: moment }, ["invoice", "amount"]),
    example: {
      invoice: "in_1001",
      customer: "cus_7731",
      amount: 4900,
      currency: "EUR",
      paidAt: "2026-01-31T12:00:00.000Z",
    },
  },
  {
    name: "invoice.payment_failed",
    group: "Billing",
    description: "A payment was declined. It is tried again while `nextTryAt` is set.",
    schema: objectOf(
      {
        invoice,
        customer,
        amount: cents,
        currency: text,
        reason: { enum: ["insufficient_funds", "card_expired", "card_declined"] },
        nextTryAt: moment,
      },
      ["invoice", "amount", "reason"],
    ),
    example: {
      invoice: "in_1001",
      customer: "cus_7731",
      amount: 4900,
      currency: "EUR",
      reason: "insufficient_funds",
      nextTryAt: "2026-02-03T12:00:00.000Z",
    },
  },
  {
    name: "subscription.cancelled",
    group: "Billing",
    description: "A customer cancelled. The plan stays until `endsAt`.",
    schema: objectOf({ customer, plan: text, reason: text, endsAt: moment }, ["customer", "plan", "endsAt"]),
    example: { customer: "cus_7731", plan: "pro", reason: "too expensive", endsAt: "2026-02-28T00:00:00.000Z" },
  },
];

/** Creates the catalog through the API. Rejects when the API rejects a type. */
export async function createDemoCatalog({ api, adminKey }: { api: string; adminKey: string }): Promise<void> {
  const headers = { authorization: `Bearer ${adminKey}`, "content-type": "application/json" };
  for (const type of demoCatalog) {
    const response = await fetch(`${api}/api/v1/event-types`, { method: "POST", headers, body: JSON.stringify(type) });
    if (!response.ok) throw new Error(`could not create the event type ${type.name}: ${response.status}`);
  }
}
