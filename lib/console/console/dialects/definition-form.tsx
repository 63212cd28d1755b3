import type { ReactNode } from "react";
import { JsonField } from "../../components/editor/json-field.tsx";
import { CheckField } from "../../components/form/check-field.tsx";
import { entryErrors } from "../../components/form/entry-errors.ts";
import { errorsAt } from "../../components/form/field.tsx";
import { NamedValuesField } from "../../components/form/named-values-field.tsx";
import { TextField } from "../../components/form/text-field.tsx";
import { text } from "../../texts/texts.ts";
import { DefinitionChoice } from "./definition-choice.tsx";
import type { DefinitionFields } from "./definition-fields.ts";

interface DefinitionFormProps {
  fields: DefinitionFields;
  change(changes: Partial<DefinitionFields>): void;
  /** What the API said, with pointers that begin in the definition. */
  error: unknown;
}

/** A dialect's definition, field by field. */
export const DefinitionForm = (props: DefinitionFormProps): ReactNode => (
  <>
    <section className="card form">
      <Signature {...props} />
    </section>
    <section className="card form">
      <Headers {...props} />
    </section>
    <section className="card form">
      <Body {...props} />
    </section>
  </>
);

type CodeName = "name" | "signatureHeader" | "signature" | "signedText" | "idHeader" | "timestampHeader";

function Code({ name, fields, change, error }: DefinitionFormProps & { name: CodeName }): ReactNode {
  return (
    <TextField
      label={text(`definition.label.${name}`)}
      help={text(`definition.help.${name}`)}
      code
      value={fields[name]}
      onChange={(value) => change({ [name]: value })}
      error={error}
      pointer={`/${name}`}
    />
  );
}

function Signature(props: DefinitionFormProps): ReactNode {
  const { algorithm } = props.fields;
  const signs = algorithm !== "shared-secret";
  return (
    <>
      <h2>{text("definition.signaturePart")}</h2>
      <div className="field-pairs">
        <DefinitionChoice {...props} name="algorithm" />
        {algorithm === "hmac-sha256" && <DefinitionChoice {...props} name="keyForm" />}
        {signs && <DefinitionChoice {...props} name="encoding" />}
        <DefinitionChoice {...props} name="separator" />
      </div>
      <Code {...props} name="signatureHeader" />
      <Code {...props} name="signature" />
      {signs && <Code {...props} name="signedText" />}
    </>
  );
}

function Headers(props: DefinitionFormProps): ReactNode {
  const { fields, change, error } = props;
  return (
    <>
      <h2>{text("definition.headersPart")}</h2>
      <div className="field-pairs">
        <Code {...props} name="idHeader" />
        <Code {...props} name="timestampHeader" />
      </div>
      <NamedValuesField
        label={text("definition.label.headers")}
        help={text("definition.help.headers")}
        add={text("form.headers.add")}
        rows={fields.headers}
        onChange={(headers) => change({ headers })}
        errors={entryErrors(error, "/headers")}
      />
      <CheckField
        label={text("definition.label.posthornHeaders")}
        help={text("definition.help.posthornHeaders")}
        value={fields.posthornHeaders}
        onChange={(posthornHeaders) => change({ posthornHeaders })}
        error={error}
        pointer="/posthornHeaders"
      />
    </>
  );
}

const Body = ({ fields, change, error }: DefinitionFormProps): ReactNode => (
  <>
    <h2>{text("definition.bodyPart")}</h2>
    <JsonField
      label={text("definition.label.body")}
      help={text("definition.help.body")}
      example={text("definition.body.example")}
      value={fields.body}
      onChange={(body) => change({ body })}
      errors={errorsAt(error, "/body")}
    />
    <TextField
      label={text("definition.label.goneStatuses")}
      help={text("definition.help.goneStatuses")}
      code
      value={fields.goneStatuses}
      onChange={(goneStatuses) => change({ goneStatuses })}
      error={error}
      pointer="/goneStatuses"
    />
  </>
);
