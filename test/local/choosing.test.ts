import { beforeAll, expect, test } from "vitest";
import { cli } from "../cli/support.ts";
import { call, operate, send, subscribe } from "./support/api.ts";
import { receiverForTest } from "./support/receivers.ts";
import { useTwin } from "./support/twin.ts";

const twin = useTwin();
beforeAll(async () => {
  const env = { POSTHORN_URL: twin.api, POSTHORN_ADMIN_KEY: twin.adminKey };
  const { code } = await cli("catalog load lib/cli/catalog/sets/outtake.json", { fetch, env, cwd: "." });
  expect(code).toBe(0);
});

test("filters, derived types and enforced schemas decide what a receiver gets", async () => {
  const receiver = await receiverForTest();
  const enforced = { name: "strict", schema: { type: "object", required: ["id"] }, enforce: true };
  await operate(twin, "POST", "/event-types", enforced, 201);

  const metadata = { resolvedState: "done", activeStates: "open,review" };
  const filter = 'data.workflow.workflowId == "w"';
  const resolved = await subscribe(twin, receiver.url, { events: ["workflow.item.resolved"], metadata, filter });
  const item = (newState: string, workflowId = "w") => ({
    type: "workflow-item-state-updated",
    data: { workflow: { workflowId, newState, previousState: "open" } },
  });

  expect((await send(twin, item("review"))).deliveries).toBe(0);
  expect((await send(twin, item("done", "other"))).deliveries).toBe(0);
  const { id, deliveries } = await send(twin, item("done"));
  expect(deliveries).toBe(1);
  const [request] = await receiver.received(1, 10_000);
  expect(request?.headers["webhook-id"]).toBe(id);

  const explained = await call<{ data: object[] }>(twin, "GET", `/events/${id}/explanation`);
  expect(explained.data).toMatchObject([
    { subscriptionId: resolved.id, step: "matched", matchedTypes: ["workflow.item.resolved"], recorded: true },
  ]);
  const refused = await call<{ errors: object[] }>(twin, "POST", "/events", { type: "strict", data: {} }, 422);
  expect(refused.errors).toEqual([{ path: "/data/id", message: "is required" }]);
});

test("an outtake receiver gets its topics, each event once, under the name of its trigger", async () => {
  const receiver = await receiverForTest();
  const metadata = { resolvedState: "done", activeStates: "open,review" };
  const events = ["created", "state.changed", "resolved", "reopened"].map((topic) => `workflow.item.${topic}`);
  const { secret } = await subscribe(twin, receiver.url, { dialect: "outtake", events, metadata });

  const alert = { alertId: "al_1", type: "content" };
  const moves: [string | undefined, string, number][] = [
    [undefined, "open", 1],
    ["open", "open", 0],
    ["open", "done", 1],
    ["done", "review", 1],
  ];
  const ids: string[] = [];
  let expected = 0;
  for (const [previousState, newState, deliveries] of moves) {
    const type = previousState ? "workflow-item-state-updated" : "workflow-item-created";
    const data = { workflow: { workflowId: "x", newState, previousState }, alert };
    const accepted = await send(twin, { type, data });
    expect(accepted).toMatchObject({ deliveries });
    if (deliveries > 0) ids.push(accepted.id);
    expected += deliveries;
    await receiver.received(expected);
  }
  expect(receiver.requests.map(({ headers }) => headers["x-outtake-secret"])).toEqual(Array(3).fill(secret));
  expect(receiver.requests.map(({ body }) => JSON.parse(body.toString()))).toEqual([
    { event: "workflow-item-created", id: ids[0], workflow: { workflowId: "x", newState: "open" }, alert },
    {
      event: "workflow-item-state-updated",
      id: ids[1],
      workflow: { workflowId: "x", newState: "done", previousState: "open" },
      alert,
    },
    {
      event: "workflow-item-state-updated",
      id: ids[2],
      workflow: { workflowId: "x", newState: "review", previousState: "done" },
      alert,
    },
  ]);
});
