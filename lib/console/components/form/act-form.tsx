import type { FormEvent, ReactNode } from "react";
import { Link } from "wouter";
import { text } from "../../texts/texts.ts";
import { SameAsHere } from "../same-as-here.tsx";
import type { SameAs } from "../site.ts";
import { FormFailure } from "./form-failure.tsx";
import { useFirstError } from "./use-first-error.ts";

interface ActFormProps {
  /** What the API answered to the latest attempt. */
  error: unknown;
  /** JSON Pointers to the fields that show the API's errors themselves. */
  shown: readonly string[];
  /** The name of the act, such as “Create tenant”. */
  submit: string;
  /** The act destroys something. */
  dangerous?: boolean;
  busy: boolean;
  /** There is nothing to send. */
  idle?: boolean;
  /** @param form to show errors in that the page itself finds: see `showFirstError` */
  onSubmit(form: HTMLFormElement | null): void;
  /** Where to go without saving. */
  cancelHref?: string;
  /** How to do the same without the form. */
  sameAs?: SameAs | undefined;
  children: ReactNode;
}

/** A form that makes one request. */
export function ActForm(props: ActFormProps): ReactNode {
  const { error, shown, submit, dangerous = false, busy, idle = false, onSubmit, cancelHref, sameAs, children } = props;
  const form = useFirstError(error);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!busy && !idle) onSubmit(form.current);
  };
  return (
    <form className="form wide" ref={form} onSubmit={send}>
      {children}
      <FormFailure error={error} shown={shown} />
      <div className="buttons">
        <button type="submit" className={`button ${dangerous ? "danger" : "main"}`} disabled={busy || idle}>
          {submit}
        </button>
        {cancelHref && (
          <Link href={cancelHref} className="button">
            {text("dialog.cancel")}
          </Link>
        )}
        {sameAs && <SameAsHere {...sameAs} />}
      </div>
    </form>
  );
}
