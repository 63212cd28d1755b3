import type { ReactNode } from "react";
import { ActForm } from "../../components/form/act-form.tsx";
import { entryErrors } from "../../components/form/entry-errors.ts";
import type { SameAs } from "../../components/site.ts";
import { AdvancedFields } from "./advanced-fields.tsx";
import { BasicFields } from "./basic-fields.tsx";
import type { EndpointFields } from "./endpoint-fields.ts";
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
  return (
    <ActForm
      error={error}
      shown={SHOWN}
      submit={submit}
      busy={busy}
      onSubmit={onSubmit}
      cancelHref={cancelHref}
      sameAs={sameAs}
    >
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
    </ActForm>
  );
}
