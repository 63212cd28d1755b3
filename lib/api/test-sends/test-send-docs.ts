import { testDeliveryShape } from "../deliveries/delivery-shapes.ts";
import type { Docs } from "../openapi/docs.ts";
import type { testSendRoutes } from "./test-send-routes.ts";

export const testSendDocs: Docs<typeof testSendRoutes> = {
  testSubscription: {
    summary: "Send a test",
    text: "POSTs an example event to this subscription only. There is one attempt, made now, even if the subscription is inactive. If it passes, a failing endpoint is probed at once, and a subscription with the `disabledReason` `failing` is switched on again, a moment after this answer. Neither happens after a test that another secret signed.",
    body: {
      name: "TestSend",
      notes: {
        type: "The event's type. By default a type that the subscription receives.",
        data: "The event's data, at most 64 KiB, nested up to 512 levels. By default the example of the type. A schema of the type isn't applied. Events of Posthorn's own types (`posthorn.…`) have their example only.",
        secret:
          "Signs this POST instead of the subscription's own secret. Use it to check a receiver before a rotation.",
      },
      example: { type: "invoice.paid", data: { invoice: "in_1001" } },
    },
    answers: { 200: { description: "The result, whatever the receiver answered.", schema: testDeliveryShape } },
    refusals: { 409: "The subscription is a pull subscription: nothing is POSTed." },
  },
};
