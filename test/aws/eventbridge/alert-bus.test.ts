import { expect, it, onTestFinished } from "vitest";
import { eventBridgeClient } from "../../../lib/aws/clients.ts";
import { eventBridgeAlertBus } from "../../../lib/aws/eventbridge/alert-bus.ts";
import type { AlertType } from "../../../lib/core/alerts/alert.ts";
import { alertExample } from "../../../lib/core/alerts/alert-examples.ts";
import { alertTypes } from "../../../lib/core/alerts/alert-types.ts";
import { startScriptedAws } from "../scripted-aws.ts";

it("alerts are on the bus under their types, ten in a call and not too large a call", async () => {
  const aws = await startScriptedAws();
  const client = eventBridgeClient(aws.overrides);
  onTestFinished(async () => {
    client.destroy();
    await aws.stop();
  });
  aws.play(({ input }) => ({ FailedEntryCount: 0, Entries: (input.Entries as []).map(() => ({ EventId: "e" })) }));
  const types = Object.keys(alertTypes) as AlertType[];
  const long = { ...alertExample("filter.too-slow"), url: `https://a.example/${"x".repeat(150_000)}` };
  const alerts = [
    ...types.map((type) => ({ type, detail: alertExample(type) })),
    ...[1, 2].map(() => ({ type: "filter.too-slow" as const, detail: long })),
    ...types.map((type) => ({ type, detail: alertExample(type) })),
  ];
  await eventBridgeAlertBus(client, "the-bus").publishAlerts(alerts);
  const entries = aws.calls.map(({ input }) => input.Entries as { DetailType: string; Detail: string }[]);
  expect(entries.map(({ length }) => length).sort()).toEqual([8, 8]);
  expect(
    entries
      .flat()
      .map((entry) => JSON.stringify({ EventBusName: "the-bus", Source: "posthorn", ...entry }))
      .sort(),
  ).toEqual(
    alerts
      .map(({ type, detail }) => ({ DetailType: type, Detail: JSON.stringify(detail) }))
      .map((entry) => JSON.stringify({ EventBusName: "the-bus", Source: "posthorn", ...entry }))
      .sort(),
  );
});
