import { type ReactNode, useId } from "react";
import { text } from "../texts/texts.ts";
import { useModal } from "./use-modal.ts";

interface DetailsDialogProps {
  title: ReactNode;
  children: ReactNode;
  onClose(): void;
}

/** All about one thing, above the page. It is open for as long as it is rendered. Afterwards the focus returns. */
export function DetailsDialog({ title, children, onClose }: DetailsDialogProps): ReactNode {
  const modal = useModal(onClose);
  const id = useId();
  return (
    <dialog {...modal} className="dialog wide" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
      <div className="buttons">
        <button type="button" className="button" onClick={onClose}>
          {text("dialog.close")}
        </button>
      </div>
    </dialog>
  );
}
