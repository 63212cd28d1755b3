import { badCursor } from "../../../lib/core/errors.ts";
import { REJECTED_EVENT_ID } from "../../../lib/core/ids.ts";
import type { IntakeQueue, RejectedEventDesk } from "../../../lib/core/log/rejected-events.ts";
import type { Faults } from "./fault-plan.ts";
import type { MemoryQueue } from "./memory-queue.ts";
import type { MemoryWorld } from "./memory-world.ts";

/** The limit of the table's adapter is one of packed bytes. Bodies of tests don't shrink much. */
const LARGEST_BODY = 350_000;

export const memoryRejectedEvents = ({ faults, rejected }: MemoryWorld): RejectedEventDesk => ({
  putRejected: async ({ body = "", ...rejection }) =>
    faults.call("writeRejected", () => {
      const kept = body.length < LARGEST_BODY ? { ...rejection, body } : rejection;
      rejected.put(rejection.id, kept, rejection.rejectedAt);
    }),
  removeRejected: async (ids) =>
    faults.call("writeRejected", () => {
      for (const id of ids) rejected.delete(id);
    }),
  listRejected: async ({ limit, after = "rej_~" }) =>
    faults.call("readRejected", () => {
      if (after !== "rej_~" && !REJECTED_EVENT_ID.test(after)) throw badCursor();
      const left = rejected
        .values()
        .sort((a, b) => (a.id < b.id ? 1 : -1))
        .filter(({ id }) => id < after);
      const items = left.slice(0, limit).map(({ body: _body, ...listed }) => listed);
      return left.length > limit ? { items, next: items.at(-1)?.id } : { items };
    }),
  getRejected: async (id) => faults.call("readRejected", () => rejected.get(id)),
});

export const memoryIntakeQueue = (queue: MemoryQueue, faults: Faults): IntakeQueue => ({
  redrive: async ({ id, body }) =>
    faults.call("send", () => void queue.send(body, undefined, 0, { rejectedEventId: id })),
});
