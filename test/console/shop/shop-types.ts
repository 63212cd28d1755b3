const money = (description: string) => ({ type: "integer", minimum: 0, description });

const invoice = {
  type: "object",
  required: ["invoiceId", "customerId", "amount", "currency"],
  properties: {
    invoiceId: { type: "string", description: "The invoice’s id." },
    customerId: { type: "string", description: "Whom the invoice is for." },
    amount: money("The total, in the currency’s smallest unit."),
    currency: { type: "string", enum: ["EUR", "USD", "GBP"], description: "An ISO 4217 code." },
    lines: {
      type: "array",
      items: {
        type: "object",
        required: ["text", "amount"],
        properties: { text: { type: "string" }, amount: money("The line’s amount.") },
      },
    },
  },
};

const paidInvoice = {
  invoiceId: "in_2041",
  customerId: "cus_77",
  amount: 4900,
  currency: "EUR",
  lines: [{ text: "Team plan, January", amount: 4900 }],
};

const customer = {
  type: "object",
  required: ["customerId", "email"],
  properties: {
    customerId: { type: "string", description: "The customer’s id." },
    email: { type: "string", format: "email" },
    plan: { type: "string", enum: ["free", "team", "business"] },
  },
};

/** The event types of a shop, as its operator describes them. */
export const shopTypes = [
  {
    name: "invoice.paid",
    group: "Billing",
    description: "A customer has paid an invoice.",
    schema: invoice,
    example: paidInvoice,
  },
  {
    name: "invoice.payment_failed",
    group: "Billing",
    description: "A payment was refused. It is tried again on the next day.",
    schema: invoice,
    example: { ...paidInvoice, invoiceId: "in_2042" },
  },
  {
    name: "customer.created",
    group: "Customers",
    description: "Somebody has signed up.",
    schema: customer,
    example: { customerId: "cus_78", email: "kim@example.com", plan: "team" },
  },
  {
    name: "customer.plan_changed",
    group: "Customers",
    description: "A customer has moved to another plan.",
    schema: customer,
    example: { customerId: "cus_78", email: "kim@example.com", plan: "business" },
  },
  {
    name: "order.shipped",
    group: "Orders",
    description: "An order has left the warehouse.",
    example: { orderId: "o_9" },
  },
] as const;
