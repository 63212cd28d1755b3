import { expect, test } from "vitest";
import { call, request, send, subscribe } from "./support/api.ts";
import { becomes, deliveriesOf } from "./support/deliveries.ts";
import { useTwin } from "./support/twin.ts";

const twin = useTwin();

/** An event whose delivery, in a dialect without an envelope, is itself a request to send an event. */
const nested = { type: "a", data: { type: "a", data: { type: "a", data: {} } } };

test("a subscription to one of the API's own hosts is rejected at each of them", async () => {
  const hosts = [twin.api, twin.console];
  for (const api of hosts) {
    for (const host of hosts) {
      const body = { url: `${host}/api/v1/events`, events: ["*"], dialect: "github" };
      const { status, body: problem } = await request({ ...twin, api }, "POST", "/subscriptions", { body });
      expect([status, problem.errors[0].path]).toEqual([422, "/url"]);
    }
  }
});

test("a subscription that leads back to the API under another name makes no further events", async () => {
  const url = `${twin.api.replace("127.0.0.1", "localhost")}/api/v1/events`;
  expect(url).toContain("localhost");
  const headers = { authorization: `Bearer ${twin.apiKey}` };
  const { id } = await subscribe(twin, url, { dialect: "github", headers, maxRetries: 0 });
  const event = await send(twin, nested);
  await becomes(twin, event.id, "exhausted");
  const { data } = await call<{ data: unknown[] }>(twin, "GET", "/events");
  expect(data).toHaveLength(1);
  const [delivery] = await deliveriesOf(twin, event.id);
  const { attempts } = await call<{ attempts: { status: number; excerpt: string }[] }>(
    twin,
    "GET",
    `/deliveries/${delivery?.id}`,
  );
  expect(attempts).toMatchObject([{ status: 422, excerpt: expect.stringContaining("leads back to the API") }]);
  await call(twin, "DELETE", `/subscriptions/${id}`, undefined, 204);
}, 30_000);
