import { describe, expect, it } from "vitest";
import { ingestHandler } from "../../../lambdas/ingest/handler.ts";
import type { EventClaims } from "../../../lib/core/events.ts";
import { newApiKey } from "../../../lib/core/keys/api-keys.ts";
import { httpRequest } from "../../support/http-request.ts";
import { invocationContext, memoryPipeline } from "../../support/memory/memory-pipeline.ts";

const AT = "2026-01-01T00:00:00.000Z";
const sender = { send: () => Promise.reject(new Error("nothing is sent here")) };

/** Ingest, and the number of claims that each call reads or makes. */
function counting() {
  const { world, ingestPorts } = memoryPipeline({ now: () => Date.parse(AT), sender });
  const { keyId, secretHash, text: key } = newApiKey("acme");
  const tenant = { id: "acme", incarnation: "ABCDEFGH", name: "Acme", version: 1, createdAt: AT };
  world.tenants.put("acme", tenant);
  world.apiKeys.put(keyId, { id: keyId, tenantId: "acme", name: "k", role: "producer", secretHash, createdAt: AT });
  const calls: [string, number][] = [];
  const claims: EventClaims = {
    readClaims: (of, names) => {
      calls.push(["read", names.length]);
      return ingestPorts.claims.readClaims(of, names);
    },
    claim: (of, made) => {
      calls.push(["claim", made.length]);
      return ingestPorts.claims.claim(of, made);
    },
  };
  const ingest = ingestHandler({ ...ingestPorts, claims });
  const post = async (token: string, count: number, idOf: (n: number) => string | undefined = (n) => `e${n}`) => {
    const events = Array.from({ length: count }, (_, n) => ({ id: idOf(n), type: "a", data: n }));
    const request = httpRequest({ route: "POST /api/v1/events", key: token, body: JSON.stringify({ events }) });
    return (await ingest(request, invocationContext()))?.statusCode;
  };
  return { world, key, keyId, calls, post };
}

describe("a list of a hundred events", () => {
  it.each([
    ["an unknown key", () => newApiKey("acme").text],
    ["a wrong secret", (key: string) => key.slice(0, -4) + (key.endsWith("0000") ? "1111" : "0000")],
    ["an operator key for no tenant", () => `pho_operator-${"0".repeat(16)}_${"0".repeat(64)}`],
  ])("with %s reads no claims", async (_what, tokenOf) => {
    const { key, calls, post } = counting();
    expect([await post(tokenOf(key), 100), calls]).toEqual([401, []]);
  });

  it("takes one call to read its claims, and one to make them", async () => {
    const { key, calls, post } = counting();
    expect([await post(key, 100), calls]).toEqual([
      202,
      [
        ["read", 100],
        ["claim", 100],
      ],
    ]);
  });

  it("makes no claims when it is repeated", async () => {
    const { key, calls, post } = counting();
    await post(key, 100);
    calls.length = 0;
    expect([await post(key, 100), calls]).toEqual([202, [["read", 100]]]);
  });

  it("without ids reads no claims", async () => {
    const { key, calls, post } = counting();
    expect([await post(key, 100, () => undefined), calls]).toEqual([202, []]);
  });

  it("is rejected when a key that worked is revoked", async () => {
    const { world, key, keyId, calls, post } = counting();
    expect(await post(key, 100)).toBe(202);
    world.apiKeys.delete(keyId);
    calls.length = 0;
    expect([await post(key, 100), calls]).toEqual([401, []]);
  });
});
