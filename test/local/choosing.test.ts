import { readFileSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { type CatalogFile, loadCatalog } from "../../lib/local/load/load-catalog.ts";
import { startTwin, type Twin } from "../../lib/local/twin.ts";
import { startReceiver } from "../support/receivers/receiver.ts";
import { call, QUICK, send, subscribe, temporaryFolder } from "./support.ts";

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

const operate = (twin: Twin) => async (method: string, path: string, body: object) => {
  const headers = { authorization: `Bearer ${twin.adminKey}`, "content-type": "application/json" };
  const response = await fetch(`${twin.api}/api/v1${path}`, { method, headers, body: JSON.stringify(body) });
  return { status: response.status, text: await response.text() };
};

test("filters, derived types and enforced schemas choose what a receiver gets", async () => {
  const { path, remove } = temporaryFolder();
  cleanUp.push(remove);
  const twin = await startTwin({ dataDir: path, port: 0, warn: () => undefined, context: QUICK });
  cleanUp.push(twin.stop);
  const receiver = await startReceiver();
  cleanUp.push(receiver.close);

  await loadCatalog(JSON.parse(readFileSync("lib/local/load/sets/outtake.json", "utf8")) as CatalogFile, operate(twin));
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
