import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deliveryId, EVENT_ID, newId, newUlid } from "../../lib/core/ids.ts";
import { hexIdOf, ulidIn } from "../../lib/core/wire-ids.ts";

const MAX_TIME = 2 ** 48 - 1;

const anyUlid = fc.integer({ min: 0, max: MAX_TIME }).map((ms) => newUlid(ms));
const anyTenant = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);

describe("an event's ULID", () => {
  it("can be read back from every id on the wire", () => {
    fc.assert(
      fc.property(anyUlid, anyTenant, (ulid, tenantId) => {
        const delivery = deliveryId(ulid, newId("sub", 0));
        for (const id of [ulid, `evt_${ulid}`, delivery, hexIdOf({ ulid, tenantId })]) {
          expect(ulidIn(id, tenantId)).toBe(ulid);
        }
      }),
    );
  });

  it("is read from no other string", () => {
    const near = anyUlid.chain((ulid) => {
      const forms = [ulid, `evt_${ulid}`, deliveryId(ulid, newId("sub", 0)), hexIdOf({ ulid, tenantId: "acme" })];
      const added = fc.string({ unit: fc.constantFrom("e", "_", "0", "Z", "\n", " "), maxLength: 5 });
      return fc.tuple(added, fc.constantFrom(...forms), added).map((parts) => parts.join(""));
    });
    fc.assert(
      fc.property(fc.oneof(fc.string(), near), (id) => {
        const ulid = ulidIn(id, "acme");
        if (ulid === undefined) return;
        const delivery = deliveryId(ulid, `sub_${id.slice(-26)}`);
        expect([ulid, `evt_${ulid}`, delivery, hexIdOf({ ulid, tenantId: "acme" })]).toContain(id);
      }),
      { numRuns: 1_000 },
    );
  });

  it("is in no id that an event's own id could not be", () => {
    fc.assert(
      fc.property(anyUlid, (ulid) => {
        const ids = [ulid, `evt_${ulid}`, deliveryId(ulid, newId("sub", 0)), hexIdOf({ ulid, tenantId: "acme" })];
        for (const id of ids) expect(id).toMatch(EVENT_ID);
      }),
    );
  });

  it.each([
    ["0".repeat(26), "0".repeat(32)],
    [`7${"Z".repeat(25)}`, "f".repeat(32)],
    ["01HZX3V9Q4M8N7P6R5S4T3W2Y1", "018ffa3da6e4a22a7b1b05c9343e0bc1"],
  ])("begins the id in hex digits: %s", (ulid, digits) => {
    const id = hexIdOf({ ulid, tenantId: "acme" });
    expect(id.slice(0, 32)).toBe(digits);
    expect(ulidIn(id, "acme")).toBe(ulid);
  });

  it("is not read from hex digits of which one was changed", () => {
    const place = fc.integer({ min: 0, max: 63 });
    const shift = fc.integer({ min: 1, max: 15 });
    fc.assert(
      fc.property(anyUlid, anyTenant, place, shift, (ulid, tenantId, at, by) => {
        const id = hexIdOf({ ulid, tenantId });
        const digit = ((Number.parseInt(id.charAt(at), 16) + by) % 16).toString(16);
        expect(ulidIn(id.slice(0, at) + digit + id.slice(at + 1), tenantId)).toBeUndefined();
      }),
    );
  });

  it("is not read from hex digits of another tenant's event", () => {
    fc.assert(
      fc.property(anyUlid, anyTenant, anyTenant, (ulid, tenantId, other) => {
        fc.pre(tenantId !== other);
        expect(ulidIn(hexIdOf({ ulid, tenantId }), other)).toBeUndefined();
      }),
    );
  });

  it.each([
    "",
    "evt_",
    "evt_1",
    "order-1",
    "81ARZ3NDEKTSV4RRFFQ69G5FAV",
    "01arz3ndektsv4rrffq69g5fav",
    "01ARZ3NDEKTSV4RRFFQ69G5FAVX",
    "sub_01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "dlv_01ARZ3NDEKTSV4RRFFQ69G5FAV",
    hexIdOf({ ulid: "01ARZ3NDEKTSV4RRFFQ69G5FAV", tenantId: "acme" }).toUpperCase(),
  ])("is not in %j", (id) => {
    expect(ulidIn(id, "acme")).toBeUndefined();
  });
});
