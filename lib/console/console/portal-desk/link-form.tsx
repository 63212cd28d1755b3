import { type ReactNode, useState } from "react";
import { ActForm } from "../../components/form/act-form.tsx";
import { ChoiceField } from "../../components/form/choice-field.tsx";
import { entryErrors } from "../../components/form/entry-errors.ts";
import { errorsAt } from "../../components/form/field.tsx";
import { FoldedFields } from "../../components/form/folded-fields.tsx";
import { NamedValuesField } from "../../components/form/named-values-field.tsx";
import { TextField } from "../../components/form/text-field.tsx";
import { text } from "../../texts/texts.ts";
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
        <FoldedFields title={text("portalLink.scope")}>
          <NamedValuesField
            label={text("portalLink.scopeMetadata")}
            help={text("portalLink.scopeHelp")}
            add={text("form.metadata.add")}
            rows={fields.metadata}
            onChange={(metadata) => change({ metadata })}
            errors={entryErrors(error, "/scope/metadata")}
          />
        </FoldedFields>
        <FoldedFields title={text("portalLink.look")}>
          <ThemeField value={fields.theme} onChange={(theme) => change({ theme })} error={error} />
          <TextOf name="accent" code {...part} />
          <TextOf name="locale" code {...part} />
        </FoldedFields>
        <FoldedFields title={text("portalLink.way")}>
          <TextOf name="next" code {...part} />
          <TextOf name="refreshUrl" code {...part} />
        </FoldedFields>
      </div>
    </ActForm>
  );
}

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
  <ChoiceField
    label={text("portalLink.length")}
    help={text("portalLink.lengthHelp")}
    value={fields.seconds}
    choices={SESSION_HOURS.map((hours) => [hours * 3600, text("portalLink.hours", { hours })])}
    errors={errorsAt(error, "/expiresInSeconds")}
    onChange={(seconds) => change({ seconds })}
  />
);
