import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { identify } from "../../lib/core/events.ts";
import { deliveryId, EVENT_ID, eventIdFromKey, newId, parseDeliveryId } from "../../lib/core/ids.ts";
import { bearerToken, hashSecret, newApiKey, parseApiKey, secretMatches } from "../../lib/core/keys/api-keys.ts";

describe("ids", () => {
  it("of deliveries can be read back", () => {
    fc.assert(
      fc.property(fc.stringMatching(EVENT_ID), (eventId) => {
        const subscriptionId = newId("sub", Date.now());
        expect(parseDeliveryId(deliveryId(eventId, subscriptionId))).toEqual({ eventId, subscriptionId });
      }),
    );
  });

  it.each(["", "dlv_", "dlv_evt_1", "dlv_evt_1_short", "evt_1"])("%j is not a delivery id", (text) => {
    expect(parseDeliveryId(text)).toBeUndefined();
  });

  it("sort by the time they were made", () => {
    expect(newId("evt", 1000) < newId("evt", 2000)).toBe(true);
  });

  it("of idempotency keys are the same for the same tenant only", () => {
    expect(eventIdFromKey("a", "k")).toBe(eventIdFromKey("a", "k"));
    expect(eventIdFromKey("a", "k")).not.toBe(eventIdFromKey("b", "k"));
    expect(eventIdFromKey("a", "k")).toMatch(EVENT_ID);
  });
});

describe("api keys", () => {
  it.each(["acme", "tnt_01J00000000000000000000000", "a-b_c-d"])("of tenant %s can be read back", (tenantId) => {
    const { keyId, text, secretHash } = newApiKey(tenantId);
    const parsed = parseApiKey(text);
    expect(parsed).toMatchObject({ keyId, tenantId });
    expect(secretMatches(parsed?.secret ?? "", secretHash)).toBe(true);
    expect(secretMatches("other", secretHash)).toBe(false);
    expect(text).not.toContain(secretHash);
  });

  it.each(["", "ph_", "ph_x_y", "sk_live_1", `ph_${"a".repeat(65)}-12345678_${"0".repeat(64)}`])(
    "%j is not an API key",
    (text) => {
      expect(parseApiKey(text)).toBeUndefined();
    },
  );

  it("come as bearer tokens", () => {
    expect(bearerToken("Bearer abc")).toBe("abc");
    expect(bearerToken("bearer  abc ")).toBe("abc");
    expect(bearerToken("Basic abc")).toBeUndefined();
    expect(bearerToken("Bearer a b")).toBeUndefined();
    expect(bearerToken(undefined)).toBeUndefined();
    expect(hashSecret("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });
});

describe("an event's identity", () => {
  const incoming = { type: "a", data: "{}" };

  it("is the producer's id, or else comes from the idempotency key, or else is new", () => {
    expect(identify({ ...incoming, id: "mine" }, "t", "key", 0)).toMatchObject({ id: "mine", repeatable: true });
    expect(identify(incoming, "t", "key", 0)).toMatchObject({ id: eventIdFromKey("t", "key"), repeatable: true });
    expect(identify(incoming, "t", undefined, 0).repeatable).toBe(false);
  });

  it("has a digest of what was sent, not of when it came in", () => {
    const first = identify({ ...incoming, id: "x" }, "t", undefined, 0);
    const later = identify({ ...incoming, id: "x" }, "t", undefined, 5000);
    const other = identify({ ...incoming, id: "x", data: "[]" }, "t", undefined, 0);
    expect(later.digest).toBe(first.digest);
    expect(other.digest).not.toBe(first.digest);
  });

  it("has its time in UTC with milliseconds", () => {
    const at = identify({ ...incoming, occurredAt: "2026-01-01T02:00:00+02:00" }, "t", undefined, 0).occurredAt;
    expect(at).toBe("2026-01-01T00:00:00.000Z");
  });
});
