import { type RefObject, type SyntheticEvent, useEffect, useRef } from "react";

interface Modal {
  ref: RefObject<HTMLDialogElement | null>;
  onCancel(event: SyntheticEvent): void;
  onClose(): void;
}

/**
 * The properties of a dialog that is open above the page for as long as it is rendered. Afterwards the focus returns to
 * where it was.
 *
 * Escape asks the page to remove the dialog, in place of the browser, which would close it at once and tell the page some
 * time later (https://html.spec.whatwg.org/multipage/interactive-elements.html#close-the-dialog). Meanwhile the focus is
 * back, and Enter would open a dialog that this late event closes.
 */
export function useModal(onClose: () => void): Modal {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    ref.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  const onCancel = (event: SyntheticEvent) => {
    event.preventDefault();
    onClose();
  };
  return { ref, onCancel, onClose };
}
