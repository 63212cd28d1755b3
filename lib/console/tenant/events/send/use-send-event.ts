import { useMutation } from "@tanstack/react-query";
import { useRef } from "react";
import type { components } from "../../../client/api.d.ts";
import { answered } from "../../../client/api-client.ts";
import { useTenant } from "../../tenant-context.ts";
import { type EventToSend, eventBody } from "./event-to-send.ts";

/** What became of an event that was sent. */
export type SentEventAnswer = Extract<components["schemas"]["Accepted"], { id: string }>;

/**
 * Sends an event. A request that failed on its way is sent again with the same idempotency key, so that the event is
 * accepted once. Another event, and the same one after it was accepted, gets another key.
 */
export function useSendEvent() {
  const { api } = useTenant();
  const attempt = useRef({ body: "", key: "" });
  return useMutation({
    mutationFn: async (event: EventToSend): Promise<SentEventAnswer> => {
      const body = eventBody(event);
      if (attempt.current.body !== body) attempt.current = { body, key: crypto.randomUUID() };
      const params = { header: { "idempotency-key": attempt.current.key } };
      const { type } = event;
      const sent = api.POST("/api/v1/events", { params, body: { type, data: null }, bodySerializer: () => body });
      return (await answered(sent)) as SentEventAnswer;
    },
    onSuccess() {
      attempt.current = { body: "", key: "" };
    },
  });
}
