import { describe, expect, it } from "vitest";
import { servedBy } from "../../../lib/api/functions.ts";
import type { Endpoints } from "../../../lib/api/http/endpoint.ts";
import { newId } from "../../../lib/core/ids.ts";
import { nextJob } from "../../../lib/core/key-ring/key-ring-job.ts";
import {
  type Answered,
  type AuditedApi,
  auditedChanges,
  type CallFields,
  NOT_AUDITED,
  SECRETS,
} from "../../support/audit/audited-changes.ts";
import { ADMIN, AT, memoryApiWithTenant } from "../../support/memory/memory-api.ts";

async function auditedApi() {
  let nowMs = Date.parse(AT);
  const api = await memoryApiWithTenant("manage", { now: () => ++nowMs });
  const { call, key, world } = api;
  const as =
    (caller: string) =>
    async (route: string, { path, query, body }: CallFields = {}): Promise<Answered> => {
      const { id, ...params } = path ?? {};
      const answer = await call(route, { key: caller, ...(id && { id }), params, ...(query && { query }), body });
      if (answer.status >= 300) throw new Error(`${route} answered ${answer.status}: ${answer.text}`);
      return answer.body;
    };
  const audited: AuditedApi = {
    tenantId: "acme",
    url: "https://receiver.example/hook?token=t0ken",
    asTenant: as(key),
    asOperator: as(ADMIN),
    async asConsole(route, body, token) {
      const cookies = token ? [`__Host-posthorn=${token}`] : [];
      const headers = { "posthorn-console": "1", "sec-fetch-site": "same-origin" };
      const answer = await call(route, { atConsole: true, headers, cookies, ...(body && { body }) });
      if (answer.status >= 300) throw new Error(`${route} answered ${answer.status}: ${answer.text}`);
      return /=([^;]*)/.exec(answer.cookies[0] ?? "")?.[1] ?? "";
    },
    async rejectEvent() {
      const id = newId("rej", ++nowMs);
      world.rejected.put(id, { id, rejectedAt: AT, reason: "No.", errors: [], body: '{"card":"4111"}' }, AT);
      return id;
    },
    async openBreaker(subscriptionId) {
      const breaker = { since: AT, cause: "failures", probeDueMs: nowMs + 1e6, failedProbes: 0 };
      const known = { version: 1, quickAnswers: 0, leases: {}, evidence: { failuresInARow: 9 }, breaker };
      world.health.put(subscriptionId, known as never);
    },
    async keyRingRests() {
      const job = world.keyRingJob.values()[0] ?? nextJob(undefined, false, nowMs);
      const keys = { current: "k2", all: ["k1", "k2"] };
      world.keyRingJob.put("job", { ...job, state: "completed", keys, walkedAt: AT, rotatedAt: AT } as never);
    },
  };
  const keyId = key.slice("ph_".length, key.lastIndexOf("_"));
  const list = async (query: Record<string, string>, caller = ADMIN) =>
    (await call("GET /api/v1/audit", { key: caller, query })).body.data;
  return { ...api, audited, keyId, list };
}

const mutating = Object.values(servedBy).flatMap((lists) =>
  lists.flatMap((routes: Endpoints) =>
    Object.entries(routes)
      .filter(([, { route, access }]) => !route.startsWith("GET ") || access === "changes")
      .map(([id]) => id),
  ),
);

describe("the audit log", () => {
  it("has every kind of change, but for a few with a reason", () => {
    expect([...Object.keys(auditedChanges), ...Object.keys(NOT_AUDITED)].sort()).toEqual(mutating.toSorted());
  });

  it.each(Object.entries(auditedChanges))("has who made the change, and the fields: %s", async (_id, make) => {
    const { audited, keyId, list } = await auditedApi();
    const { actor, before, after, tenantId, ...expected } = await make(audited);
    const query = { action: expected.action, resourceId: expected.resource.id };
    const [entry, ...others] = await list(query);
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      ...expected,
      actor: { kind: actor === "person" ? "person" : "key", keyId: actor === "tenant" ? keyId : "admin" },
      ...(before && { before }),
      ...(after && { after }),
    });
    expect([entry.tenantId, "before" in entry, "after" in entry]).toEqual([tenantId, !!before, !!after]);
    expect(SECRETS.filter((secret) => JSON.stringify(entry).includes(secret))).toEqual([]);
    if (tenantId) expect(await list({ tenantId, ...query })).toEqual([entry]);
  });
});
