import type { AlertFacts, AlertType } from "./alert.ts";
import type { AlertDetail } from "./alert-routes.ts";

/** Facts of each alert type, as they may be. */
export const exampleFacts: { readonly [Type in AlertType]: AlertFacts[Type] } = {
  "subscription.failing": {
    since: "2026-01-31T11:50:00.000Z",
    why: "five POSTs in a row had no answer in time",
    failure: "timeout-headers",
  },
  "subscription.recovered": { failingSince: "2026-01-31T09:12:30.000Z" },
  "subscription.disable-scheduled": {
    failingSince: "2026-01-27T12:00:00.000Z",
    failures: 204,
    disableAt: "2026-02-01T12:00:00.000Z",
  },
  "subscription.disabled": { reason: "failing", failingSince: "2026-01-26T12:00:00.000Z", failures: 250 },
  "subscription.rate-limited": { perSecond: 10, oldestHeldAt: "2026-01-31T11:49:58.000Z" },
  "delivery.exhausted": {
    count: 12,
    since: "2026-01-31T11:54:00.000Z",
    until: "2026-01-31T11:58:20.000Z",
    latest: {
      deliveryId: "dlv_01KG9YEXY0TSV4RRFFQ69G5FAV_01ARZ3NDEKTSV4RRFFQ69G5FAV",
      eventId: "in_1001-paid",
      type: "invoice.paid",
      failure: "http-500",
      lastStatus: 500,
    },
  },
  "filter.too-slow": { reason: "The filter took longer than 2 s, so it does not match." },
};

/** An example of an alert, as machines get it. */
export const alertExample = (type: AlertType): AlertDetail => ({
  id: "alr_01KG9YS7G0TSV4RRFFQ69G5FAV",
  at: "2026-01-31T12:00:00.000Z",
  tenantId: "acme",
  subscriptionId: "sub_01ARZ3NDEKTSV4RRFFQ69G5FAV",
  url: "https://receiver.example/hook",
  name: "Invoices",
  ...exampleFacts[type],
});
