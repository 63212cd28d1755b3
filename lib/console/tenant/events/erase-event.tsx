import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { answered } from "../../client/api-client.ts";
import { Announcement } from "../../components/announcement.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { focusContent } from "../../components/focus-content.ts";
import { plainText } from "../../components/foreign.tsx";
import { text } from "../../texts/texts.ts";
import { useTenant } from "../tenant-context.ts";
import type { ListedEvent } from "./event-row.tsx";

/** Erases an event's content, after a question that says what that means. */
export function EraseEvent({ event }: { event: ListedEvent }): ReactNode {
  const { api, operator } = useTenant();
  const queries = useQueryClient();
  const [asks, setAsks] = useState(false);
  const { mutate, error, isPending, isSuccess } = useMutation({
    mutationFn: () =>
      answered<unknown>(api.DELETE("/api/v1/events/{id}/content", { params: { path: { id: event.id } } })),
    onSuccess: () => setAsks(false),
    onSettled: () => queries.invalidateQueries(),
  });
  // The button that had the focus is gone.
  useEffect(() => {
    if (isSuccess) focusContent();
  }, [isSuccess]);
  if (!operator?.mayChange) return null;
  const isErased = event.contentErasedAt !== undefined || isSuccess;
  return (
    <div className="actions">
      {!isErased && (
        <div className="buttons">
          <button type="button" className="button" onClick={() => setAsks(true)}>
            {text("erase.act")}
          </button>
        </div>
      )}
      <Announcement>{isSuccess ? text("erase.done") : undefined}</Announcement>
      {asks && (
        <ConfirmDialog
          title={text("erase.title")}
          action={text("erase.act")}
          dangerous
          busy={isPending}
          error={error}
          onConfirm={() => mutate()}
          onClose={() => setAsks(false)}
        >
          <p>{text("erase.what", { type: plainText(event.type), id: plainText(event.id) })}</p>
          <p>{text("erase.final")}</p>
        </ConfirmDialog>
      )}
    </div>
  );
}
