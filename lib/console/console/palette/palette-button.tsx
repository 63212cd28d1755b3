import "./palette.css";
import { lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { PartGuard } from "../../components/part-guard.tsx";
import { text } from "../../texts/texts.ts";

const Palette = lazy(() => import("./palette.tsx"));

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

const opensPalette = ({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean =>
  key.toLowerCase() === "k" && (isMac ? metaKey && !ctrlKey : ctrlKey && !metaKey) && !altKey && !shiftKey;

/** Opens the search for anything, also by its keys. It is loaded when it is opened. */
export function PaletteButton(): ReactNode {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!opensPalette(event)) return;
      // Browsers have a use for these keys, and editors too.
      event.preventDefault();
      event.stopPropagation();
      if (!document.querySelector("dialog[open]")) setOpen(true);
    };
    window.addEventListener("keydown", onKeyDown, true);
    return () => window.removeEventListener("keydown", onKeyDown, true);
  }, []);
  return (
    <>
      <button
        type="button"
        className="button small palette-button"
        aria-keyshortcuts={isMac ? "Meta+K" : "Control+K"}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        {text("palette.open")}{" "}
        <span className="palette-keys" aria-hidden="true">
          {isMac ? "⌘ K" : "Ctrl K"}
        </span>
      </button>
      {open && (
        <PartGuard otherwise={<BrokenPalette onClose={() => setOpen(false)} />}>
          <Suspense>
            <Palette onClose={() => setOpen(false)} />
          </Suspense>
        </PartGuard>
      )}
    </>
  );
}

const BrokenPalette = ({ onClose }: { onClose(): void }): ReactNode => (
  <ConfirmDialog
    title={text("palette.broken")}
    action={text("guard.reload")}
    onConfirm={() => window.location.reload()}
    onClose={onClose}
  >
    <p>{text("guard.text")}</p>
  </ConfirmDialog>
);
