import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Announcement } from "../../components/announcement.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { ActFailure } from "../../components/failure.tsx";
import { plainText } from "../../components/foreign.tsx";
import { text } from "../../texts/texts.ts";
import { useTenant } from "../tenant-context.ts";
import { type DeliveryWithAttempts, isWaiting } from "./delivery-types.ts";
import { requestCancel, requestRetry } from "./repair-requests.ts";
import { deliveryQuery } from "./use-delivery.ts";

/** Reads a changed delivery again, wherever it is shown. */
const reread = (queries: QueryClient, id: string) => queries.invalidateQueries({ queryKey: deliveryQuery(id) });

/** What can be done with a delivery. */
export function DeliveryActions({ delivery }: { delivery: DeliveryWithAttempts }): ReactNode {
  const { api, can } = useTenant();
  const queries = useQueryClient();
  const [done, setDone] = useState<string>();
  const [asks, setAsks] = useState(false);
  const { id } = delivery;
  const retry = useMutation({
    mutationFn: () => requestRetry(api, id),
    onMutate: () => setDone(undefined),
    onSuccess: () => setDone(text("delivery.retried")),
    onSettled: () => reread(queries, id),
  });
  const cancelled = () => {
    setAsks(false);
    setDone(text("delivery.cancelled"));
  };
  if (!can("repair")) return null;
  return (
    <div className="actions">
      <div className="buttons">
        <button type="button" className="button" disabled={retry.isPending} onClick={() => retry.mutate()}>
          {text("delivery.retry")}
        </button>
        {isWaiting(delivery) && (
          <button type="button" className="button" onClick={() => setAsks(true)}>
            {text("delivery.cancel")}
          </button>
        )}
      </div>
      <Announcement>{done}</Announcement>
      <ActFailure error={retry.error} />
      {asks && <CancelDialog delivery={delivery} onDone={cancelled} onClose={() => setAsks(false)} />}
    </div>
  );
}

interface CancelDialogProps {
  delivery: DeliveryWithAttempts;
  onDone(): void;
  onClose(): void;
}

function CancelDialog({ delivery: { id, type }, onDone, onClose }: CancelDialogProps): ReactNode {
  const { api } = useTenant();
  const queries = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => requestCancel(api, id),
    onSuccess: onDone,
    onSettled: () => reread(queries, id),
  });
  return (
    <ConfirmDialog
      title={text("delivery.cancelTitle")}
      action={text("delivery.cancel")}
      dangerous
      busy={cancel.isPending}
      error={cancel.error}
      onConfirm={() => cancel.mutate()}
      onClose={onClose}
    >
      <p>{text("delivery.cancelText", { type: plainText(type) })}</p>
    </ConfirmDialog>
  );
}
