import type { ContentEraser } from "../../../lib/core/log/erasing.ts";
import type { MemoryWorld } from "./memory-world.ts";

export const memoryContentEraser = ({ faults, events, attempts }: MemoryWorld): ContentEraser => ({
  eraseEvent: async (tenantId, eventId, atIso) =>
    faults.call("eraseEvent", () => {
      const event = events.get(`${tenantId}/${eventId}`);
      if (!event) return;
      const { contentErasedAt = atIso } = event;
      events.put(`${tenantId}/${eventId}`, { ...event, data: "null", contentErasedAt }, event.receivedAt);
    }),
  eraseAnswers: async (deliveries) =>
    faults.call("eraseAnswers", () => {
      const ids = new Set(deliveries.map(({ id }) => id));
      for (const { deliveryId, attempt } of attempts.values().filter((one) => ids.has(one.deliveryId))) {
        const { answerHeaders: _answerHeaders, ...rest } = attempt;
        attempts.put(`${deliveryId}/${attempt.number}`, { deliveryId, attempt: { ...rest, excerpt: "" } }, attempt.at);
      }
    }),
});
