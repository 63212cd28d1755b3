import { type ReactNode, useId } from "react";
import { text } from "../texts/texts.ts";
import { ActFailure } from "./failure.tsx";
import { useModal } from "./use-modal.ts";

interface ConfirmDialogProps {
  title: string;
  /** What the act does, and to what. */
  children: ReactNode;
  /** The name of the act, such as “Delete endpoint”. */
  action: string;
  /** The act destroys something. */
  dangerous?: boolean;
  /** The act is under way. */
  busy?: boolean;
  /** Why the act failed. */
  error?: unknown;
  onConfirm(): void;
  onClose(): void;
}

/** Asks before an act. It is open for as long as it is rendered. Afterwards the focus returns to where it was. */
export function ConfirmDialog(props: ConfirmDialogProps): ReactNode {
  const { title, children, action, dangerous, busy, error, onConfirm, onClose } = props;
  const modal = useModal(onClose);
  const id = useId();
  return (
    <dialog {...modal} className="dialog" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <div className="dialog-text">{children}</div>
      <ActFailure error={error} />
      <div className="buttons">
        <button type="button" className="button" onClick={onClose}>
          {text("dialog.cancel")}
        </button>
        <button type="button" className={`button ${dangerous ? "danger" : "main"}`} disabled={busy} onClick={onConfirm}>
          {action}
        </button>
      </div>
    </dialog>
  );
}
