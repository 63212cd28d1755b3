import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { Link } from "wouter";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { SameAsHere } from "../../components/same-as-here.tsx";
import { showFirstError } from "../../components/show-first-error.ts";
import { CheckField } from "../../tenant/endpoint-form/check-field.tsx";
import { FormFailure } from "../../tenant/endpoint-form/form-failure.tsx";
import { TextField } from "../../tenant/endpoint-form/text-field.tsx";
import { useLeaveWarning } from "../../tenant/endpoint-form/use-leave-warning.tsx";
import { text } from "../../texts/texts.ts";
import { CATALOG } from "./catalog-paths.ts";
import { type EntryChange, sameAsSave, useSaveEntry } from "./entry-requests.ts";
import { RecentPart, SchemaPart, useTypeCheck } from "./schema/schema-part.tsx";
import { type TypeFields, typeBody } from "./type-fields.ts";

interface TypeFormProps {
  first: TypeFields;
  /** The type exists. */
  exists: boolean;
  onSending?(): void;
  /** @param leave to call before going to another page */
  onSaved(fields: TypeFields, leave: () => void): void;
  /** What stands below the form. */
  below?(leave: () => void): ReactNode;
}

/** The fields that show the API's errors themselves. */
const SHOWN = ["/name", "/description", "/group", "/deprecated", "/schema", "/example", "/enforce"];

/** The fields of an event type, and what its schema does to recent events. */
export function TypeForm({ first, exists, onSending, onSaved, below }: TypeFormProps): ReactNode {
  const [before, setBefore] = useState(first);
  const [fields, setFields] = useState(first);
  const [asking, setAsking] = useState(false);
  const { question, leave } = useLeaveWarning(JSON.stringify(fields) !== JSON.stringify(before));
  const check = useTypeCheck(fields);
  const save = useSaveEntry("event-types", () => {
    setAsking(false);
    setBefore(fields);
    onSaved(fields, leave);
  });
  const body = typeBody(exists ? before : undefined, fields);
  const change = body === undefined ? undefined : { name: exists ? fields.name : undefined, body };
  const isUnchanged = exists && body === "{}";
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (!save.error) return;
    setAsking(false);
    showFirstError(form.current);
  }, [save.error]);
  const part = {
    fields,
    change: (changes: Partial<TypeFields>) => setFields((now) => ({ ...now, ...changes })),
    error: save.error,
  };
  const send = (wanted: EntryChange) => {
    onSending?.();
    if (!save.isPending) save.mutate(wanted);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isUnchanged) onSaved(fields, leave);
    else if (!change || check.check.form.length > 0) showFirstError(form.current);
    else if (fields.enforce && check.unfit > 0) setAsking(true);
    else send(change);
  };
  return (
    <>
      <form className="form wide" ref={form} onSubmit={submit} noValidate>
        <Basics {...part} exists={exists} />
        <SchemaPart {...part} check={check} />
        <RecentPart check={check} />
        <FormFailure error={save.error} shown={SHOWN} />
        <div className="buttons">
          <button type="submit" className="button main" disabled={!change}>
            {text(exists ? "form.edit.submit" : "types.create")}
          </button>
          <Link href={CATALOG} className="button">
            {text("dialog.cancel")}
          </Link>
          {change && !isUnchanged && <SameAsHere {...sameAsSave("event-types", change)} />}
        </div>
        {asking && change && (
          <ConfirmDialog
            title={text("schemaCheck.ask")}
            action={text("schemaCheck.saveAnyway")}
            dangerous
            busy={save.isPending}
            onConfirm={() => send(change)}
            onClose={() => setAsking(false)}
          >
            <p>{text("schemaCheck.askText", { unfit: check.unfit, count: check.results.length })}</p>
          </ConfirmDialog>
        )}
        {question}
      </form>
      {below?.(leave)}
    </>
  );
}

interface BasicsProps {
  fields: TypeFields;
  change(changes: Partial<TypeFields>): void;
  error: unknown;
  exists: boolean;
}

const Basics = ({ fields, change, error, exists }: BasicsProps): ReactNode => (
  <section className="card form">
    {!exists && (
      <TextField
        label={text("types.name")}
        help={text("types.nameHelp")}
        code
        value={fields.name}
        onChange={(name) => change({ name })}
        error={error}
        pointer="/name"
      />
    )}
    <TextField
      label={text("types.description")}
      help={text("types.descriptionHelp")}
      lines={3}
      value={fields.description}
      onChange={(description) => change({ description })}
      error={error}
      pointer="/description"
    />
    <TextField
      label={text("types.group")}
      help={text("types.groupHelp")}
      value={fields.group}
      onChange={(group) => change({ group })}
      error={error}
      pointer="/group"
    />
    <CheckField
      label={text("catalog.deprecated")}
      help={text("types.deprecatedHelp")}
      value={fields.deprecated}
      onChange={(deprecated) => change({ deprecated })}
      error={error}
      pointer="/deprecated"
    />
  </section>
);
