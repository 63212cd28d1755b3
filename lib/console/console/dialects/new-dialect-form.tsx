import { type ReactNode, useState } from "react";
import { useLocation } from "wouter";
import type { ReceiverDialect } from "../../../dialects/receivers/receiver-scheme.ts";
import { plainText } from "../../components/foreign.tsx";
import { ActForm } from "../../components/form/act-form.tsx";
import { ChoiceField } from "../../components/form/choice-field.tsx";
import { showFirstError } from "../../components/form/show-first-error.ts";
import { TextField } from "../../components/form/text-field.tsx";
import { useLeaveWarning } from "../../components/form/use-leave-warning.tsx";
import { PageFrame } from "../../components/page-frame.tsx";
import type { SameAs } from "../../components/site.ts";
import { text } from "../../texts/texts.ts";
import { definitionErrors } from "./definition-errors.ts";
import { type DefinitionFields, definitionText } from "./definition-fields.ts";
import { DefinitionForm } from "./definition-form.tsx";
import { dialectPath, newDialectPath } from "./dialect-path.ts";
import { RegisterQuestion } from "./register-question.tsx";
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

/** The fields that show the API's errors themselves. */
const SHOWN = [
  ...["/name", "/signatureHeader", "/signature", "/signedText", "/idHeader", "/timestampHeader"],
  ...["/headers", "/posthornHeaders", "/body", "/goneStatuses"],
];

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
  const draft = definitionText({ ...fields, name: "" });
  const definition = definitionText(fields);
  const dialect = draft === undefined ? undefined : { definition: draft };
  const trial = useTrial(dialect, `${fields.algorithm} ${fields.keyForm}`);
  const { post } = trial;
  const change = (changes: Partial<DefinitionFields>) => {
    register.reset();
    setFields((before) => ({ ...before, ...changes }));
  };
  return (
    <PageFrame
      title={text("newDialect.title")}
      summary={text("newDialect.summary")}
      sameAs={definition === undefined ? undefined : sameAsRegister(definition)}
    >
      <div className="editing-split">
        <ActForm
          error={register.error}
          shown={SHOWN}
          submit={text("newDialect.submit")}
          busy={register.isPending}
          idle={!fields.name || definition === undefined}
          onSubmit={(form) => (post.error ? showFirstError(form) : setAsking(true))}
          cancelHref="/dialects"
        >
          <NameAndOrigin
            name={fields.name}
            onName={(name) => change({ name })}
            error={register.error}
            from={from}
            origins={origins}
            onOrigin={(origin) => goTo(newDialectPath(origin))}
          />
          <DefinitionForm fields={fields} change={change} error={definitionErrors(post.error, register.error)} />
        </ActForm>
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
        <RegisterQuestion
          name={fields.name}
          busy={register.isPending}
          onConfirm={() => register.mutate(definition)}
          onClose={() => setAsking(false)}
        />
      )}
      {question}
    </PageFrame>
  );
}

interface NameAndOriginProps extends Pick<NewDialectFormProps, "from" | "origins"> {
  name: string;
  onName(name: string): void;
  /** What the API answered. */
  error: unknown;
  /** Begins again from another dialect. Undefined: from none. */
  onOrigin(name: string | undefined): void;
}

const NameAndOrigin = ({ name, onName, error, from, origins, onOrigin }: NameAndOriginProps): ReactNode => (
  <section className="card form">
    <TextField
      label={text("definition.label.name")}
      help={text("definition.help.name")}
      code
      value={name}
      onChange={onName}
      error={error}
      pointer="/name"
    />
    <ChoiceField
      label={text("newDialect.from")}
      value={from}
      choices={[["", text("newDialect.fromNothing")], ...origins.map((one) => [one, plainText(one)] as const)]}
      onChange={(origin) => onOrigin(origin || undefined)}
    />
  </section>
);

const sameAsRegister = (definition: string): SameAs => ({
  command: ["dialects", "create", "--data", definition],
  request: { method: "POST", path: "/api/v1/dialects", body: definition },
});
