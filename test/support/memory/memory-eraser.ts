import type { ContentEraser } from "../../../lib/core/log/erasing.ts";
import { eventPlace } from "./memory-events.ts";
import type { MemoryWorld } from "./memory-world.ts";

export const memoryContentEraser = ({ faults, events, deliveries, attempts }: MemoryWorld): ContentEraser => ({
  eraseEvent: async (ref, atIso) =>
    faults.call("eraseEvent", () => {
      const event = events.get(eventPlace(ref, ref.ulid));
      if (!event) return;
      const { contentErasedAt = atIso } = event;
      events.put(eventPlace(ref, ref.ulid), { ...event, data: "null", contentErasedAt }, event.receivedAt);
    }),
  eraseAnswers: async (erased, atIso) =>
    faults.call("eraseAnswers", () => {
      const ids = new Set(erased.map(({ id }) => id));
      for (const row of [...ids].flatMap((id) => deliveries.get(id) ?? [])) {
        deliveries.put(row.id, { ...row, contentErasedAt: row.contentErasedAt ?? atIso }, row.updatedAt);
      }
      for (const { deliveryId, attempt } of attempts.values().filter((one) => ids.has(one.deliveryId))) {
        const { answerHeaders: _answerHeaders, ...rest } = attempt;
        attempts.put(`${deliveryId}/${attempt.number}`, { deliveryId, attempt: { ...rest, excerpt: "" } }, attempt.at);
      }
    }),
});
