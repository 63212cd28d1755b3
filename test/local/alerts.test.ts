import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { expect, test, vi } from "vitest";
import { call, operate, request, type Subscribed, subscribe } from "./support/api.ts";
import { useReceiver } from "./support/receivers.ts";
import { useTwin } from "./support/twin.ts";

const twin = useTwin();
const [ofTenant, ofOperator, ofEverything] = [useReceiver(), useReceiver(), useReceiver()];

interface Listed {
  id: string;
  type: string;
  subscriptionId: string;
  toldAt: { machines?: string; people?: string };
}

const listed = async (subscriptionId: string): Promise<Listed[]> =>
  (await operate<{ data: Listed[] }>(twin, "GET", `/alerts?subscriptionId=${subscriptionId}`)).data;

/** Subscribes the operator's webhook. */
async function subscribeOperator(url: string): Promise<Subscribed> {
  await operate(twin, "POST", "/tenants", { id: "_operator", name: "Operator" }, 201);
  const headers = { "posthorn-tenant": "_operator" };
  const body = { url, events: ["posthorn.*"] };
  return (await request(twin, "POST", "/subscriptions", { key: twin.adminKey, headers, body })).body;
}

// The function `alert` runs each minute, and people are told a minute after an alert was raised.
test("a subscription that is switched off is told to its tenant, to the operator's webhook, and to people", async () => {
  const own = await subscribe(twin, ofTenant.url, { events: ["posthorn.*"] });
  const operators = await subscribeOperator(ofOperator.url);
  await subscribe(twin, ofEverything.url);
  const { id } = await subscribe(twin, "https://receiver.example/t0k3n", { events: ["a"], name: "Invoices" });
  await call(twin, "PATCH", `/subscriptions/${id}`, { active: false });
  const [alert] = await listed(id);
  expect(alert).toMatchObject({ type: "subscription.disabled", reason: "by-hand", by: twin.apiKey.split("_")[1] });

  const posts = [
    [(await ofTenant.received(1, 90_000))[0], own.secret],
    [(await ofOperator.received(1, 90_000))[0], operators.secret],
  ] as const;
  for (const [post, secret] of posts) {
    const body = String(post?.body);
    const headers = post?.headers as Record<string, string>;
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({
      type: "posthorn.subscription.disabled",
      data: { id: alert?.id, tenantId: twin.tenantId, subscriptionId: id, name: "Invoices", reason: "by-hand" },
    });
    expect(headers["webhook-id"]).toBe(alert?.id);
  }

  const inbox = () => readFileSync(join(twin.dataDir, "mail", "inbox.txt"), "utf8");
  await vi.waitFor(() => expect(inbox()).toContain(id), { timeout: 150_000, interval: 500 });
  expect(inbox()).toContain(`[posthorn dev] Subscription disabled by a request (${twin.tenantId})`);
  expect(inbox()).not.toContain("t0k3n");
  await vi.waitFor(async () => expect((await listed(id))[0]?.toldAt.people).toBeDefined(), 10_000);
  expect([ofTenant, ofOperator, ofEverything].map(({ requests }) => requests.length)).toEqual([1, 1, 0]);
}, 240_000);
