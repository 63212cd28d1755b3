import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { identify, ownIdClaim, withUlid } from "../../lib/core/events.ts";
import {
  deliveryId,
  EVENT_ID,
  eventIdOf,
  eventUlidOf,
  firstUlidAt,
  newId,
  newIncarnation,
  newUlid,
  parseDeliveryId,
  REJECTED_EVENT_ID,
  rejectedEventId,
  timeOfUlid,
  ULID,
} from "../../lib/core/ids.ts";
import { bearerToken, hashSecret, newApiKey, parseApiKey, secretMatches } from "../../lib/core/keys/api-keys.ts";

const OTHER_DELIVERY = "dlv_evt_1_01J00000000000000000000000";

describe("ids", () => {
  it("of deliveries can be read back", () => {
    fc.assert(
      fc.property(fc.stringMatching(ULID), (ulid) => {
        const subscriptionId = newId("sub", Date.now());
        const id = deliveryId(ulid, subscriptionId);
        expect(parseDeliveryId(id)).toEqual({ ulid, subscriptionId });
        expect(eventUlidOf({ id })).toBe(ulid);
      }),
    );
  });

  it.each(["", "dlv_", "dlv_evt_1", "dlv_evt_1_short", "evt_1", OTHER_DELIVERY])("%j is not a delivery id", (text) => {
    expect(parseDeliveryId(text)).toBeUndefined();
  });

  it("sort by the time they were made", () => {
    expect(newId("evt", 1000) < newId("evt", 2000)).toBe(true);
  });

  it("of events that Posthorn named contain the ULID, and look like a producer's", () => {
    const ulid = newUlid(1000);
    expect(ulid).toMatch(ULID);
    expect(eventIdOf(ulid)).toMatch(EVENT_ID);
    expect(eventIdOf(ulid)).toContain(ulid);
  });

  it("of incarnations are eight random characters", () => {
    const all = Array.from({ length: 50 }, newIncarnation);
    for (const one of all) expect(one).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
    expect(new Set(all).size).toBe(50);
  });

  it("of rejected messages are derived from the message and its time", () => {
    const message = { messageId: "m-1", sentAtMs: Date.parse("2026-01-01T00:00:00.000Z") };
    const id = rejectedEventId(message);
    expect(id).toMatch(REJECTED_EVENT_ID);
    expect(rejectedEventId(message)).toBe(id);
    expect(timeOfUlid(id.slice("rej_".length))).toBe("2026-01-01T00:00:00.000Z");
    expect(rejectedEventId({ ...message, messageId: "m-2" })).not.toBe(id);
    expect(rejectedEventId({ ...message, sentAtMs: message.sentAtMs + 1 }) > id).toBe(true);
  });

  it("tell when they were made", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 48 - 2 }), (ms) => {
        expect(Date.parse(timeOfUlid(newUlid(ms)))).toBe(ms);
        expect(firstUlidAt(ms) <= newUlid(ms) && newUlid(ms) < firstUlidAt(ms + 1)).toBe(true);
      }),
    );
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

  it("is the producer's id, or else contains a new ULID", () => {
    expect(identify({ ...incoming, id: "mine" }, "t", "key", 0).id).toBe("mine");
    const { id, ulid } = identify(incoming, "t", "key", 5000);
    expect([id, timeOfUlid(ulid)]).toEqual([eventIdOf(ulid), "1970-01-01T00:00:05.000Z"]);
    expect(identify(incoming, "t", "key", 5000).ulid).not.toBe(ulid);
  });

  it("claims the producer's id, or else the idempotency key, or else nothing", () => {
    const claimOf = (id: string | undefined, key: string | undefined) =>
      identify({ ...incoming, ...(id && { id }) }, "t", key, 0).claim;
    expect(claimOf("mine", "key")).toBe(ownIdClaim("mine"));
    expect(claimOf(undefined, "key")).toBe(claimOf(undefined, "key"));
    const claims = [claimOf("key", undefined), claimOf(undefined, "key"), claimOf(undefined, "other")];
    expect(new Set(claims).size).toBe(3);
    expect(claimOf(undefined, undefined)).toBeUndefined();
  });

  it("takes the ULID of its claim, and keeps the producer's id", () => {
    const ulid = newUlid(7);
    expect(withUlid(identify(incoming, "t", "key", 0), ulid)).toMatchObject({ ulid, id: eventIdOf(ulid) });
    expect(withUlid(identify({ ...incoming, id: "mine" }, "t", "key", 0), ulid)).toMatchObject({ ulid, id: "mine" });
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
