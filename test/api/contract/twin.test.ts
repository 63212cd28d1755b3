import fc from "fast-check";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { operate } from "../../local/support/api.ts";
import { putOnBus } from "../../local/support/operator-clients.ts";
import { useReceiver } from "../../local/support/receivers.ts";
import { useTwin } from "../../local/support/twin.ts";
import { document, operations, undocumented } from "./support/document.ts";
import { sendOverHttp } from "./support/over-http.ts";
import { filled, requestsTo } from "./support/requests.ts";
import { populate, type World } from "./support/world.ts";

const receiver = useReceiver();
const twin = useTwin();
let http: ReturnType<typeof sendOverHttp>;
let world: World;

beforeAll(async () => {
  http = sendOverHttp(twin.api);
  await putOnBus(twin, "order.placed", { tenantId: "nobody" });
  const listed = () => operate<{ data: { id: string }[] }>(twin, "GET", "/rejected-events");
  const rejected = await vi.waitFor(async () => {
    const { data } = await listed();
    expect(data).toHaveLength(1);
    return data.map(({ id }) => id);
  }, 20_000);
  world = await populate(http.send, twin.adminKey, receiver.url, rejected);
});
afterAll(() => http?.close());

it("serves its own description, without a key", async () => {
  const answer = await fetch(`${twin.api}/api/v1/openapi.json`);
  const served = (await answer.json()) as typeof document;
  expect([answer.status, served.paths]).toEqual([200, document.paths]);
  const known = await fetch(answer.url, { headers: { "if-none-match": answer.headers.get("etag") ?? "" } });
  expect([known.status, await known.text()]).toEqual([304, ""]);
  const page = await fetch(`${twin.api}/api/docs`);
  expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
});

it("answers over HTTP as its document says", async () => {
  const requests = fc.oneof(
    ...operations.map((documented) => requestsTo(documented).map((plan) => ({ documented, plan }))),
  );
  const property = fc.asyncProperty(requests, async ({ documented, plan }) => {
    const answer = await http.send(filled(documented, plan, world));
    expect(undocumented(documented.operation, answer), documented.route).toEqual([]);
  });
  await fc.assert(property, { numRuns: 250 });
});
