import type { FormEvent, ReactNode } from "react";
import { Link } from "wouter";
import { SameAsHere } from "../../components/same-as-here.tsx";
import type { SameAs } from "../../components/site.ts";
import { useFirstError } from "../../components/use-first-error.ts";
import { text } from "../../texts/texts.ts";
import { AdvancedFields } from "./advanced-fields.tsx";
import { BasicFields } from "./basic-fields.tsx";
import type { EndpointFields } from "./endpoint-fields.ts";
import { entryErrors } from "./entry-errors.ts";
import { FormFailure } from "./form-failure.tsx";
import { TypesField } from "./types/types-field.tsx";

/** The part that all sections of the form get. */
export interface FormPart {
  fields: EndpointFields;
  change(changes: Partial<EndpointFields>): void;
  /** What the API answered to the latest attempt to save. */
  error: unknown;
  /** The endpoint exists: what can't be changed later is only shown. */
  exists: boolean;
}

interface EndpointFormProps extends FormPart {
  /** Where to go without saving. */
  cancelHref: string;
  submit: string;
  busy: boolean;
  onSubmit(): void;
  /** How to save without the form. */
  sameAs: SameAs | undefined;
  /** What only one of the two pages has, such as the secret of a new endpoint. */
  children?: ReactNode;
}

/** The fields that show the API's errors themselves. */
const SHOWN = [
  ...["/url", "/name", "/description", "/events", "/filter", "/dialect", "/secret", "/headers", "/sensitiveHeaders"],
  ...["/timeoutSeconds", "/maxRetries", "/rateLimit", "/ordered", "/orderingKey", "/verifyTls", "/posthornHeaders"],
  ...["/metadata", "/active"],
];

/** What an endpoint is, and what it gets. */
export function EndpointForm(props: EndpointFormProps): ReactNode {
  const { cancelHref, submit, busy, onSubmit, sameAs, children, ...part } = props;
  const { fields, change, error } = part;
  const form = useFirstError(error);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) onSubmit();
  };
  return (
    <form className="form wide" ref={form} onSubmit={send}>
      <BasicFields {...part} />
      <section className="card form">
        <TypesField
          value={fields.events}
          onChange={(events) => change({ events })}
          errors={entryErrors(error, "/events")}
        />
      </section>
      {children}
      <AdvancedFields {...part} />
      <FormFailure error={error} shown={SHOWN} />
      <div className="buttons">
        <button type="submit" className="button main" disabled={busy}>
          {submit}
        </button>
        <Link href={cancelHref} className="button">
          {text("dialog.cancel")}
        </Link>
        {sameAs && <SameAsHere {...sameAs} />}
      </div>
    </form>
  );
}
