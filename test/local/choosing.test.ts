import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { startTwin, type Twin } from "../../lib/local/twin.ts";
import { cli } from "../cli/support.ts";
import { type Receiver, startReceiver } from "../support/receivers/receiver.ts";
import { call, QUICK, send, subscribe, temporaryFolder } from "./support.ts";

const folder = temporaryFolder();
let twin: Twin;
let receiver: Receiver;

beforeAll(async () => {
  twin = await startTwin({ dataDir: folder.path, port: 0, warn: () => undefined, context: QUICK });
  const env = { POSTHORN_URL: twin.api, POSTHORN_ADMIN_KEY: twin.adminKey };
  const { code } = await cli("catalog load lib/cli/catalog/sets/outtake.json", { fetch, env, cwd: "." });
  expect(code).toBe(0);
});
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());
afterAll(async () => {
  await twin?.stop();
  folder.remove();
});

const operate = (twin: Twin) => async (method: string, path: string, body: object) => {
  const headers = { authorization: `Bearer ${twin.adminKey}`, "content-type": "application/json" };
  const response = await fetch(`${twin.api}/api/v1${path}`, { method, headers, body: JSON.stringify(body) });
  return { status: response.status, text: await response.text() };
};

test("filters, derived types and enforced schemas choose what a receiver gets", async () => {
  const enforced = { name: "strict", schema: { type: "object", required: ["id"] }, enforce: true };
  expect((await operate(twin)("POST", "/event-types", enforced)).status).toBe(201);

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
  let expected = 0;
  for (const [previousState, newState, deliveries] of moves) {
    const type = previousState ? "workflow-item-state-updated" : "workflow-item-created";
    const data = { workflow: { workflowId: "x", newState, previousState }, alert };
    expect(await send(twin, { type, data })).toMatchObject({ deliveries });
    expected += deliveries;
    await receiver.received(expected);
  }
  expect(receiver.requests.map(({ headers }) => headers["x-outtake-secret"])).toEqual(Array(3).fill(secret));
  expect(receiver.requests.map(({ body }) => JSON.parse(body.toString()))).toEqual([
    { event: "workflow-item-created", workflow: { workflowId: "x", newState: "open" }, alert },
    {
      event: "workflow-item-state-updated",
      workflow: { workflowId: "x", newState: "done", previousState: "open" },
      alert,
    },
    {
      event: "workflow-item-state-updated",
      workflow: { workflowId: "x", newState: "review", previousState: "done" },
      alert,
    },
  ]);
});
