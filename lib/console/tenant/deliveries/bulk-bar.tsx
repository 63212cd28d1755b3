import { type ReactNode, useState } from "react";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { text } from "../../texts/texts.ts";
import { isWaiting, type ListedDelivery } from "../delivery/delivery-types.ts";
import { BulkResult } from "./bulk-result.tsx";
import { type BulkAct, useBulk } from "./use-bulk.ts";
import type { Selection } from "./use-selection.ts";

/** Retries or cancels the chosen deliveries. */
export function BulkBar({ deliveries, selection }: { deliveries: readonly ListedDelivery[]; selection: Selection }) {
  const { progress, start } = useBulk();
  const [asks, setAsks] = useState(false);
  const ids = [...selection.ids];
  const waiting = deliveries.filter((delivery) => selection.ids.has(delivery.id) && isWaiting(delivery));
  const busy = progress !== undefined && progress.done < progress.total;
  const begin = (act: BulkAct, of: readonly string[]) => {
    setAsks(false);
    void start(act, of);
  };
  return (
    <section className="bulk card" aria-label={text("bulk.label")}>
      <div className="bulk-line">
        <strong>{text("bulk.selected", { count: ids.length })}</strong>
        <Buttons
          busy={busy}
          waiting={waiting.length}
          onRetry={() => begin("retry", ids)}
          onCancel={() => setAsks(true)}
        >
          <button type="button" className="button small" disabled={busy} onClick={() => selection.choose([])}>
            {text("bulk.clear")}
          </button>
        </Buttons>
      </div>
      <BulkResult progress={progress} />
      {asks && (
        <ConfirmDialog
          title={text("bulk.cancelTitle", { count: waiting.length })}
          action={text("bulk.cancel", { count: waiting.length })}
          dangerous
          onConfirm={() =>
            begin(
              "cancel",
              waiting.map(({ id }) => id),
            )
          }
          onClose={() => setAsks(false)}
        >
          <p>{text("bulk.cancelText")}</p>
        </ConfirmDialog>
      )}
    </section>
  );
}

interface ButtonsProps {
  busy: boolean;
  /** How many of the chosen deliveries can be cancelled. */
  waiting: number;
  onRetry(): void;
  onCancel(): void;
  children: ReactNode;
}

const Buttons = ({ busy, waiting, onRetry, onCancel, children }: ButtonsProps): ReactNode => (
  <span className="buttons">
    <button type="button" className="button small main" disabled={busy} onClick={onRetry}>
      {text("bulk.retry")}
    </button>
    {waiting > 0 && (
      <button type="button" className="button small" disabled={busy} onClick={onCancel}>
        {text("bulk.cancel", { count: waiting })}
      </button>
    )}
    {children}
  </span>
);
