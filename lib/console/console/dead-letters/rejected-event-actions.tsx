import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { answered } from "../../client/api-client.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { ActFailure } from "../../components/failure.tsx";
import { plainText } from "../../components/foreign.tsx";
import { text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";
import type { ShownRejectedEvent } from "./rejected-event-parts.tsx";
import { REJECTIONS } from "./use-rejected-events.ts";

interface RejectedEventActionsProps {
  event: ShownRejectedEvent;
  onDone(done: "queued" | "discarded"): void;
}

/** Queues a rejected event again, or discards it. */
export function RejectedEventActions({ event, onDone }: RejectedEventActionsProps): ReactNode {
  const { api, mayChange } = useConsole();
  const [asks, setAsks] = useState(false);
  const params = { path: { id: event.id } };
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => answered(api.POST("/api/v1/rejected-events/{id}/redrive", { params })),
    onSuccess: () => onDone("queued"),
  });
  if (!mayChange) return null;
  return (
    <div className="actions">
      <div className="buttons">
        {event.body !== null && (
          <button type="button" className="button main" disabled={isPending} onClick={() => mutate()}>
            {text("rejected.redrive")}
          </button>
        )}
        <button type="button" className="button" onClick={() => setAsks(true)}>
          {text("rejected.discard")}
        </button>
      </div>
      <ActFailure error={error} />
      {asks && <DiscardDialog event={event} onDone={() => onDone("discarded")} onClose={() => setAsks(false)} />}
    </div>
  );
}

interface DiscardDialogProps {
  event: ShownRejectedEvent;
  onDone(): void;
  onClose(): void;
}

function DiscardDialog({ event: { id, type, eventId }, onDone, onClose }: DiscardDialogProps): ReactNode {
  const { api } = useConsole();
  const queries = useQueryClient();
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => answered<unknown>(api.DELETE("/api/v1/rejected-events/{id}", { params: { path: { id } } })),
    onSuccess() {
      onClose();
      onDone();
      void queries.invalidateQueries({ queryKey: [...REJECTIONS, "list"] });
    },
  });
  const what = plainText([type, eventId ?? id].filter(Boolean).join(" · "));
  return (
    <ConfirmDialog
      title={text("rejected.discardTitle")}
      action={text("rejected.discard")}
      dangerous
      busy={isPending}
      error={error}
      onConfirm={() => mutate()}
      onClose={onClose}
    >
      <p>{text("rejected.discardText", { what })}</p>
    </ConfirmDialog>
  );
}
