import { type FormEvent, type ReactNode, useRef } from "react";
import { JsonField } from "../../../components/editor/json-field.tsx";
import { isJsonOrEmpty } from "../../../components/editor/json-problem-in.ts";
import { ActFailure } from "../../../components/failure.tsx";
import { errorsAt, Field } from "../../../components/form/field.tsx";
import { showFirstError } from "../../../components/form/show-first-error.ts";
import { text } from "../../../texts/texts.ts";
import type { CatalogType } from "../../catalog/use-catalog.ts";
import { dataErrors } from "./data-errors.ts";
import type { EventToSend } from "./event-to-send.ts";
import { EventTypeField } from "./event-type-field.tsx";
import { SentEvent } from "./sent-event.tsx";
import { useSendEvent } from "./use-send-event.ts";

interface SendEventFormProps {
  types: readonly CatalogType[];
  event: EventToSend;
  onChange(changed: Partial<EventToSend>): void;
}

/** The type, the data and the id of an event, and what became of it. */
export function SendEventForm({ types, event, onChange }: SendEventFormProps): ReactNode {
  const form = useRef<HTMLFormElement>(null);
  const { mutate, data: accepted, error, isPending } = useSendEvent();
  const submit = (submitted: FormEvent) => {
    submitted.preventDefault();
    if (isPending) return;
    if (!isJsonOrEmpty(event.data)) showFirstError(form.current);
    else mutate(event, { onError: () => requestAnimationFrame(() => showFirstError(form.current)) });
  };
  return (
    <form ref={form} className="form wide" onSubmit={submit}>
      <section className="card form">
        <EventTypeField
          types={types}
          value={event.type}
          errors={errorsAt(error, "/type")}
          onChange={(type) => onChange({ type })}
        />
        <JsonField
          label={text("sendEvent.data")}
          help={text("sendEvent.dataHelp")}
          example='{"amount": 4200}'
          value={event.data}
          errors={dataErrors(error)}
          onChange={(data) => onChange({ data })}
        />
        <Field label={text("sendEvent.id")} help={text("sendEvent.idHelp")} errors={errorsAt(error, "/id")}>
          {(input) => (
            <input
              {...input}
              className="input mono"
              value={event.id}
              maxLength={64}
              spellCheck={false}
              autoCapitalize="none"
              autoComplete="off"
              onChange={({ target }) => onChange({ id: target.value.trim() })}
            />
          )}
        </Field>
      </section>
      <ActFailure error={error} exceptFields />
      <div className="buttons">
        <button type="submit" className="button main" disabled={isPending}>
          {text(isPending ? "sendEvent.busy" : "sendEvent.submit")}
        </button>
      </div>
      <SentEvent accepted={error ? undefined : accepted} />
    </form>
  );
}
