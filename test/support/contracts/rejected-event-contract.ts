import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { Refusal } from "../../../lib/core/errors.ts";
import { newId } from "../../../lib/core/ids.ts";
import type { KeptRejection } from "../../../lib/core/log/rejected-events.ts";
import { DAY_MS, iso, T0 } from "./sample-records.ts";
import type { OpenTable } from "./table-ports.ts";

/** All tests share one list of rejected events. Each test puts its own on a new day, after those of earlier tests. */
let days = 0;

function rejectionsOf(count: number): KeptRejection[] {
  const dayMs = T0 + ++days * DAY_MS;
  return Array.from({ length: count }, (_, n) => ({
    id: newId("rej", dayMs + n),
    rejectedAt: iso(dayMs + 1_000),
    reason: "Unknown tenant.",
    errors: [{ path: "/detail/tenantId", message: "is not a known tenant" }],
    ...(n % 2 === 0 && { tenantId: "nobody", type: "a", eventId: `e${n}` }),
    body: `{"n":"é ${n}"}`,
  }));
}

const listed = ({ body: _body, ...rejection }: KeptRejection) => rejection;

/** The contract of `RejectedEventDesk`, which includes `RejectedEventLog`. */
export function rejectedEventContract(open: OpenTable): void {
  describe("RejectedEventDesk", () => {
    it("returns a rejected event with its body until it is removed", async () => {
      const { rejected } = open();
      const [one, two] = rejectionsOf(2) as [KeptRejection, KeptRejection];
      for (const each of [one, two]) await rejected.putRejected(each);
      expect([await rejected.getRejected(one.id), await rejected.getRejected(two.id)]).toEqual([one, two]);
      await rejected.removeRejected([one.id, newId("rej", T0)]);
      expect([await rejected.getRejected(one.id), await rejected.getRejected(two.id)]).toEqual([undefined, two]);
      await rejected.removeRejected([two.id]);
    });

    it("replaces a rejection by a later one", async () => {
      const { rejected } = open();
      const [{ tenantId: _tenant, ...first }] = rejectionsOf(1) as [KeptRejection];
      await rejected.putRejected({ ...first, tenantId: "t" });
      await rejected.putRejected({ ...first, reason: "Another." });
      expect(await rejected.getRejected(first.id)).toEqual({ ...first, reason: "Another." });
    });

    it("lists the latest first, in pages, without bodies", async () => {
      const { rejected } = open();
      const all = rejectionsOf(5);
      for (const each of all) await rejected.putRejected(each);
      const first = await rejected.listRejected({ limit: 3 });
      expect(first.items).toEqual(all.toReversed().slice(0, 3).map(listed));
      const second = await rejected.listRejected({ limit: 2, after: first.next });
      expect(second.items).toEqual(all.toReversed().slice(3).map(listed));
    });

    it("keeps the largest body that Posthorn could accept, and no body that is too large for a row", async () => {
      const { rejected } = open();
      const [large, larger] = rejectionsOf(2) as [KeptRejection, KeptRejection];
      const body = randomBytes(135_000).toString("hex");
      await rejected.putRejected({ ...large, body });
      await rejected.putRejected({ ...larger, body: randomBytes(500_000).toString("hex") });
      expect(await rejected.getRejected(large.id)).toEqual({ ...large, body });
      expect(await rejected.getRejected(larger.id)).toEqual(listed(larger));
    });

    it("forgets a rejected event after the retention", async () => {
      const { rejected, setNow } = open();
      const [one] = rejectionsOf(1) as [KeptRejection];
      await rejected.putRejected(one);
      setNow(Date.parse(one.rejectedAt) + 30 * DAY_MS);
      expect(await rejected.getRejected(one.id)).toBeUndefined();
      expect((await rejected.listRejected({ limit: 1 })).items).toEqual([]);
    });

    it("rejects an unknown cursor", async () => {
      for (const after of ["x", "rej_", newId("evt", T0)]) {
        const error = await open()
          .rejected.listRejected({ limit: 1, after })
          .catch((e: unknown) => e);
        expect(error).toBeInstanceOf(Refusal);
        expect(error).toMatchObject({ status: 422, errors: [{ path: "/after" }] });
      }
    });
  });
}
