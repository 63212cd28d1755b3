import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { Link, useLocation } from "wouter";
import type { ReceiverDialect } from "../../../dialects/receivers/receiver-scheme.ts";
import { ChoiceFilter } from "../../components/choice-filter.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { failureText } from "../../components/failure.tsx";
import { Foreign, plainText } from "../../components/foreign.tsx";
import { PageFrame } from "../../components/page-frame.tsx";
import { showFirstError } from "../../components/show-first-error.ts";
import { TextField } from "../../tenant/endpoint-form/text-field.tsx";
import { useLeaveWarning } from "../../tenant/endpoint-form/use-leave-warning.tsx";
import { text } from "../../texts/texts.ts";
import { definitionErrors } from "./definition-errors.ts";
import { type DefinitionFields, definitionText } from "./definition-fields.ts";
import { DefinitionForm } from "./definition-form.tsx";
import { dialectPath, newDialectPath } from "./dialect-path.ts";
import { ReceiverPart, TrialPreview, TrialSample, TrialTry } from "./trial-sections.tsx";
import { useRegister } from "./use-register.ts";
import { useTrial } from "./use-trial.ts";

interface NewDialectFormProps {
  first: DefinitionFields;
  /** The dialect that the fields come from; empty: none. */
  from: string;
  /** The dialects that a new one can begin with. */
  origins: readonly string[];
}

/** A new dialect: its fields, a preview of its POST, and code of receivers. */
export function NewDialectForm({ first, from, origins }: NewDialectFormProps): ReactNode {
  const [fields, setFields] = useState(first);
  const [asking, setAsking] = useState(false);
  const [, navigate] = useLocation();
  const { question, leave } = useLeaveWarning(fields !== first);
  const goTo = (path: string) => {
    leave();
    navigate(path);
  };
  const register = useRegister(
    (name) => goTo(dialectPath(name)),
    () => setAsking(false),
  );
  const { name: _name, ...unnamed } = fields;
  const draft = definitionText({ ...unnamed, name: "" });
  const definition = definitionText(fields);
  const trial = useTrial(
    draft === undefined ? undefined : { definition: draft },
    `${fields.algorithm} ${fields.keyForm}`,
  );
  const { post } = trial;
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (register.error) showFirstError(form.current);
  }, [register.error]);
  const change = (changes: Partial<DefinitionFields>) => {
    register.reset();
    setFields((before) => ({ ...before, ...changes }));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (definition === undefined || post.error || !fields.name) showFirstError(form.current);
    else setAsking(true);
  };
  return (
    <PageFrame
      title={text("newDialect.title")}
      documentTitle={text("newDialect.title")}
      summary={text("newDialect.summary")}
      sameAs={
        definition === undefined
          ? undefined
          : {
              command: ["dialects", "create", "--data", definition],
              request: { method: "POST", path: "/api/v1/dialects", body: definition },
            }
      }
    >
      <div className="editing-split">
        <form className="form wide" ref={form} onSubmit={submit} noValidate>
          <section className="card form">
            <TextField
              label={text("definition.label.name")}
              help={text("definition.help.name")}
              code
              value={fields.name}
              onChange={(name) => change({ name })}
              error={register.error}
              pointer="/name"
            />
            <ChoiceFilter
              label={text("newDialect.from")}
              value={from}
              choices={[["", text("newDialect.fromNothing")], ...origins.map((one) => [one, plainText(one)] as const)]}
              onChange={(origin) => goTo(newDialectPath(origin || undefined))}
            />
          </section>
          <DefinitionForm fields={fields} change={change} error={definitionErrors(post.error, register.error)} />
          {register.error && (
            <p className="notice bad" role="alert">
              <Foreign>{failureText(register.error)}</Foreign>
            </p>
          )}
          <div className="buttons">
            <button type="submit" className="button main" disabled={!fields.name || definition === undefined}>
              {text("newDialect.submit")}
            </button>
            <Link href="/dialects" className="button">
              {text("dialog.cancel")}
            </Link>
          </div>
        </form>
        <div className="editing-preview">
          <TrialPreview trial={trial} />
        </div>
      </div>
      <TrialSample trial={trial} />
      <TrialTry trial={trial} />
      {post.data && !post.error && definition !== undefined && (
        <ReceiverPart
          name={fields.name || text("newDialect.draft")}
          receiver={JSON.parse(definition) as ReceiverDialect}
        />
      )}
      {asking && definition !== undefined && (
        <ConfirmDialog
          title={text("newDialect.ask", { name: plainText(fields.name) })}
          action={text("newDialect.submit")}
          busy={register.isPending}
          onConfirm={() => register.mutate(definition)}
          onClose={() => setAsking(false)}
        >
          <p>{text("newDialect.forever")}</p>
          <p className="soft">{text("newDialect.public")}</p>
        </ConfirmDialog>
      )}
      {question}
    </PageFrame>
  );
}
