import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { BUS_SOURCE, DELIVERY_EXHAUSTED, type ExhaustedDetail } from "../../../lib/contract/bus.ts";
import type { AlertType } from "../../../lib/core/alerts/alert.ts";
import { alertExample } from "../../../lib/core/alerts/alert-examples.ts";
import { alertTypes } from "../../../lib/core/alerts/alert-types.ts";
import { standard } from "../../../lib/dialects/standard.ts";
import { sampleEvent, subscriptionOf } from "../../support/factories.ts";

const page = readFileSync("docs/alerts.md", "utf8");

/** The JSON in a section of the page. */
function examplesIn(heading: string): unknown[] {
  const [, after = ""] = page.split(`\n${heading}\n`);
  const [section = ""] = after.split(/\n##? |\n### /);
  return [...section.matchAll(/```json\n(.*?)```/gs)].map(([, text = ""]) => JSON.parse(text));
}

const shown: AlertType = "subscription.recovered";

/** An exhausted delivery on the bus. */
const delivery: ExhaustedDetail = {
  deliveryId: "dlv_01KG9YEXY0TSV4RRFFQ69G5FAV_01ARZ3NDEKTSV4RRFFQ69G5FAV",
  tenantId: "acme",
  subscriptionId: "sub_01ARZ3NDEKTSV4RRFFQ69G5FAV",
  eventId: "in_1001-paid",
  type: "invoice.paid",
  attempts: 4,
  failure: "http-500",
  lastStatus: 500,
  at: "2026-01-31T11:58:20.000Z",
};

describe("docs/alerts.md", () => {
  it.each(Object.keys(alertTypes) as AlertType[])("has a true example of %s", (type) => {
    const onBus = type === DELIVERY_EXHAUSTED ? [delivery] : [];
    expect(examplesIn(`### ${type}`)).toEqual([alertExample(type), ...onBus]);
  });

  it("shows an alert as it is on the bus", () => {
    const rule = { source: [BUS_SOURCE] };
    const event = { source: BUS_SOURCE, "detail-type": shown, detail: alertExample(shown) };
    expect(examplesIn("## On the bus")).toEqual([rule, event]);
  });

  it("shows an alert as a webhook gets it", () => {
    const detail = alertExample(shown);
    const event = sampleEvent({ type: `posthorn.${shown}`, occurredAt: detail.at, data: JSON.stringify(detail) });
    const { body } = standard.render({
      event,
      subscription: subscriptionOf(),
      deliveryId: "dlv_1",
      secrets: [standard.generateSecret()],
      nowMs: 0,
    });
    expect(examplesIn("## As webhooks")).toEqual([JSON.parse(String(body))]);
  });
});
