import { type ReactNode, useEffect, useState } from "react";
import { text } from "../texts/texts.ts";

/** How long the button says that the text was copied. */
const SAID_MS = 2_000;

/** Copies a text. `what` names it for screen readers, such as “Copy secret”. */
export function CopyButton({ value, what }: { value: string; what: string }): ReactNode {
  const [said, setSaid] = useState<"copied" | "failed">();
  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => setSaid(undefined), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = () =>
    copyText(value).then(
      () => setSaid("copied"),
      () => setSaid("failed"),
    );
  return (
    <>
      <button type="button" className="button small" aria-label={what} onClick={() => void copy()}>
        {said ? text(`copy.${said}`) : text("copy.action")}
      </button>
      <span className="hidden-text" role="status">
        {said && text(`copy.${said}`)}
      </span>
    </>
  );
}

/** The clipboard. Browsers refuse it to frames that may not write to it, and then the old command still works. */
async function copyText(value: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(value);
  } catch {
    const field = document.createElement("textarea");
    field.value = value;
    field.className = "hidden-text";
    document.body.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    if (!copied) throw new Error("the browser refused to copy");
  }
}
