import { describe, expect, it } from "vitest";
import { ingestHandler } from "../../../lambdas/ingest/handler.ts";
import type { AdmissionReader } from "../../../lib/core/admission.ts";
import { newApiKey } from "../../../lib/core/keys/api-keys.ts";
import { httpRequest } from "../../support/http-request.ts";
import { invocationContext, memoryPipeline } from "../../support/memory/memory-pipeline.ts";

const AT = "2026-01-01T00:00:00.000Z";
const sender = { send: () => Promise.reject(new Error("nothing is sent here")) };

/** Ingest, and the number of events whose rows each read looked up. */
function counting() {
  const { world, ingestPorts } = memoryPipeline({ now: () => Date.parse(AT), sender });
  const { keyId, secretHash, text: key } = newApiKey("acme");
  world.tenants.put("acme", { id: "acme", name: "Acme", version: 1, createdAt: AT });
  world.apiKeys.put(keyId, { id: keyId, tenantId: "acme", name: "k", role: "producer", secretHash, createdAt: AT });
  const looked: number[] = [];
  const admission: AdmissionReader = {
    admit: (tenantId, id, eventIds) => {
      looked.push(eventIds.length);
      return ingestPorts.admission.admit(tenantId, id, eventIds);
    },
  };
  const ingest = ingestHandler({ ...ingestPorts, admission });
  const post = async (token: string, count: number) => {
    const events = Array.from({ length: count }, (_, n) => ({ id: `e${n}`, type: "a", data: n }));
    const request = httpRequest({ route: "POST /api/v1/events", key: token, body: JSON.stringify({ events }) });
    return (await ingest(request, invocationContext()))?.statusCode;
  };
  return { world, key, keyId, looked, post };
}

describe("a list of a hundred events", () => {
  it.each([
    ["an unknown key", () => newApiKey("acme").text],
    ["a wrong secret", (key: string) => key.slice(0, -4) + (key.endsWith("0000") ? "1111" : "0000")],
    ["an operator key for no tenant", () => `pho_operator-${"0".repeat(16)}_${"0".repeat(64)}`],
  ])("with %s costs no look-up of events", async (_what, tokenOf) => {
    const { key, looked, post } = counting();
    expect([await post(tokenOf(key), 100), looked]).toEqual([401, [0]]);
  });

  it("takes one read, once its key has worked", async () => {
    const { key, looked, post } = counting();
    expect([await post(key, 100), await post(key, 100), looked]).toEqual([202, 202, [0, 100, 100]]);
  });

  it("is rejected when a key that worked is revoked", async () => {
    const { world, key, keyId, post } = counting();
    expect(await post(key, 100)).toBe(202);
    world.apiKeys.delete(keyId);
    expect(await post(key, 100)).toBe(401);
  });
});

it("a few events take one read from the start", async () => {
  const { key, looked, post } = counting();
  expect([await post(key, 10), looked]).toEqual([202, [10]]);
});
