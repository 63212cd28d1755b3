import * as z from "zod/mini";
import { endpoints } from "../http/endpoint.ts";
import { eventTypeField, secretField } from "../http/fields.ts";
import { jsonTextField } from "../http/json-text-field.ts";

/**
 * `data` takes the place of the example's. `secret` signs this POST instead of the subscription's own secret, to check a
 * receiver before a rotation.
 */
const testSendSchema = z.strictObject({
  type: z.optional(eventTypeField),
  data: z.optional(jsonTextField),
  secret: z.optional(secretField),
});

export const testSendRoutes = endpoints({
  testSubscription: {
    route: "POST /api/v1/subscriptions/{id}/test",
    aliases: { testWebhook: "POST /api/v1/webhooks/{id}/test" },
    access: "changes",
    capabilities: ["test"],
    body: { schema: testSendSchema, optional: true, asSent: "data" },
    answers: [200],
    refusals: [409],
  },
});
