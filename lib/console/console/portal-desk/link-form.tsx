import { type ReactNode, useState } from "react";
import { errorsAt, Field } from "../../components/field.tsx";
import { entryErrors } from "../../tenant/endpoint-form/entry-errors.ts";
import { NamedValuesField } from "../../tenant/endpoint-form/named-values-field.tsx";
import { TextField } from "../../tenant/endpoint-form/text-field.tsx";
import { text } from "../../texts/texts.ts";
import { ActForm } from "../forms/act-form.tsx";
import { CapabilityChoice } from "./capability-choice.tsx";
import { type LinkTexts, linkBody, NEW_LINK, SESSION_HOURS, sameAsLink } from "./link-fields.ts";
import { ThemeField } from "./theme-field.tsx";

const POINTERS = [
  ...["/capabilities", "/expiresInSeconds", "/actor", "/scope", "/theme", "/accent", "/locale", "/next"],
  "/refreshUrl",
];

interface LinkFormProps {
  tenantId: string;
  error: unknown;
  busy: boolean;
  onMake(body: ReturnType<typeof linkBody>): void;
}

interface LinkPart {
  fields: LinkTexts;
  change(changes: Partial<LinkTexts>): void;
  error: unknown;
}

/** What a link allows, and how the portal looks with it. */
export function LinkForm({ tenantId, error, busy, onMake }: LinkFormProps): ReactNode {
  const [fields, setFields] = useState(NEW_LINK);
  const change = (changes: Partial<LinkTexts>) => setFields((before) => ({ ...before, ...changes }));
  const body = linkBody(fields);
  const part = { fields, change, error };
  return (
    <ActForm
      error={error}
      shown={POINTERS}
      submit={text("portalLink.make")}
      busy={busy}
      onSubmit={() => onMake(body)}
      sameAs={sameAsLink(tenantId, body)}
    >
      <div className="card form">
        <CapabilityChoice
          value={fields.capabilities}
          onChange={(capabilities) => change({ capabilities })}
          error={error}
        />
        <TextOf name="actor" {...part} />
        <SessionLength {...part} />
      </div>
      <div className="sections">
        <Part title={text("portalLink.scope")}>
          <NamedValuesField
            label={text("portalLink.scopeMetadata")}
            help={text("portalLink.scopeHelp")}
            add={text("form.metadata.add")}
            rows={fields.metadata}
            onChange={(metadata) => change({ metadata })}
            errors={entryErrors(error, "/scope/metadata")}
          />
        </Part>
        <Part title={text("portalLink.look")}>
          <ThemeField value={fields.theme} onChange={(theme) => change({ theme })} error={error} />
          <TextOf name="accent" code {...part} />
          <TextOf name="locale" code {...part} />
        </Part>
        <Part title={text("portalLink.way")}>
          <TextOf name="next" code {...part} />
          <TextOf name="refreshUrl" code {...part} />
        </Part>
      </div>
    </ActForm>
  );
}

const Part = ({ title, children }: { title: string; children: ReactNode }): ReactNode => (
  <details className="section">
    <summary>{title}</summary>
    <div className="form">{children}</div>
  </details>
);

interface TextOfProps extends LinkPart {
  name: "actor" | "accent" | "locale" | "next" | "refreshUrl";
  code?: boolean;
}

const TextOf = ({ name, code, fields, change, error }: TextOfProps): ReactNode => (
  <TextField
    label={text(`portalLinkField.${name}`)}
    help={text(`portalLinkHelp.${name}`)}
    code={code ?? false}
    value={fields[name]}
    onChange={(typed) => change({ [name]: typed })}
    error={error}
    pointer={`/${name}`}
  />
);

const SessionLength = ({ fields, change, error }: LinkPart): ReactNode => (
  <Field
    label={text("portalLink.length")}
    help={text("portalLink.lengthHelp")}
    errors={errorsAt(error, "/expiresInSeconds")}
  >
    {(input) => (
      <select
        {...input}
        className="input"
        value={fields.seconds}
        onChange={({ target }) => change({ seconds: Number(target.value) })}
      >
        {SESSION_HOURS.map((hours) => (
          <option key={hours} value={hours * 3600}>
            {text("portalLink.hours", { hours })}
          </option>
        ))}
      </select>
    )}
  </Field>
);
