import { expect, it, vi } from "vitest";
import {
  type Answered,
  type AuditedApi,
  auditedChanges,
  type CallFields,
  type ExpectedEntry,
  SECRETS,
} from "../support/audit/audited-changes.ts";
import { operate, request } from "./support/api.ts";
import { newBrowser } from "./support/browser.ts";
import { putOnBus } from "./support/operator-clients.ts";
import { receiverForTest } from "./support/receivers.ts";
import { useTwin } from "./support/twin.ts";

const twin = useTwin();

/** Other tests open a breaker, which takes an endpoint that hangs. */
const ELSEWHERE = ["probeSubscription", "dropOldKeys"];

const as =
  (key: string) =>
  async (route: string, { path = {}, query = {}, body }: CallFields = {}): Promise<Answered> => {
    const [method = "", pattern = ""] = route.replace("/api/v1", "").split(" ");
    const at = pattern.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ""));
    const answer = await request(twin, method, `${at}?${new URLSearchParams(query)}`, { key, body });
    if (answer.status >= 300) throw new Error(`${route} answered ${answer.status}: ${answer.text}`);
    return answer.body;
  };

async function auditedTwin(): Promise<AuditedApi> {
  const receiver = await receiverForTest();
  return {
    tenantId: twin.tenantId,
    url: `${receiver.url}?token=t0ken`,
    asTenant: as(twin.apiKey),
    asOperator: as(twin.adminKey),
    async asConsole(route, body, token) {
      const browser = newBrowser(twin);
      if (token) browser.cookies.set("posthorn", token);
      const [method = "", path = ""] = route.replace("/api/v1", "").split(" ");
      const { status, text } = await browser.fetch(method, path, { body });
      if (status >= 300) throw new Error(`${route} answered ${status}: ${text}`);
      return browser.cookies.get("posthorn") ?? "";
    },
    async rejectEvent() {
      const known = async () => (await operate<{ data: { id: string }[] }>(twin, "GET", "/rejected-events")).data;
      const before = new Set((await known()).map(({ id }) => id));
      await putOnBus(twin, "a", { tenantId: "nobody", data: { card: "4111" } });
      return vi.waitFor(async () => {
        const added = (await known()).find(({ id }) => !before.has(id));
        if (!added) throw new Error("not rejected yet");
        return added.id;
      }, 20_000);
    },
    openBreaker: () => Promise.reject(new Error("no test here does")),
    async keyRingRests() {
      const state = async () => (await operate<{ state: string }>(twin, "GET", "/key-ring")).state;
      await vi.waitFor(async () => expect(await state()).toMatch(/completed|never-rotated/), 20_000);
    },
  };
}

const entries = async ({ action, resource }: Pick<ExpectedEntry, "action" | "resource">): Promise<Answered[]> =>
  (await operate<Answered>(twin, "GET", `/audit?${new URLSearchParams({ action, resourceId: resource.id })}`)).data;

it("every kind of change is in the audit log, with its fields and without secrets", async () => {
  const api = await auditedTwin();
  for (const [id, make] of Object.entries(auditedChanges).filter(([one]) => !ELSEWHERE.includes(one))) {
    const { actor, before, after, ...expected } = await make(api);
    const [entry] = await entries(expected);
    const { tenantId } = twin;
    const keyId = actor === "tenant" ? expect.stringMatching(new RegExp(`^${tenantId}-`)) : "admin";
    const kind = actor === "person" ? "person" : "key";
    const states = { ...(before && { before }), ...(after && { after }) };
    expect(entry, id).toMatchObject({ ...expected, actor: { kind, keyId }, ...states });
    expect(["before" in entry, "after" in entry], id).toEqual([!!before, !!after]);
    const text = JSON.stringify(entry);
    expect(
      SECRETS.filter((secret) => text.includes(secret)),
      id,
    ).toEqual([]);
  }
});

it("a change that another state prevents leaves no entry, and a tenant reads only its own", async () => {
  const api = await auditedTwin();
  const { id } = await api.asTenant("POST /api/v1/subscriptions", { body: { url: api.url, events: ["never"] } });
  const headers = { "if-match": '"old"' };
  const refused = await request(twin, "PATCH", `/subscriptions/${id}`, { headers, body: { name: "n" } });
  expect(refused.status).toBe(412);
  expect(await entries({ action: "updateSubscription", resource: { type: "subscription", id } })).toEqual([]);
  const own = (await request(twin, "GET", "/audit?limit=250")).body.data as Answered[];
  expect(own.find(({ resource }) => resource.id === id)).toMatchObject({ action: "createSubscription" });
  expect(new Set(own.map(({ tenantId }) => tenantId))).toEqual(new Set([twin.tenantId]));
});
