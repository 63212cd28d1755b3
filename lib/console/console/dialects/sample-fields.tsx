import type { ReactNode } from "react";
import { JsonField } from "../../components/editor/json-field.tsx";
import { errorsAt } from "../../components/form/field.tsx";
import { TextField } from "../../components/form/text-field.tsx";
import { text } from "../../texts/texts.ts";

/** What to send in a dialect. Empty texts are the API's own examples. */
export interface Sample {
  type: string;
  data: string;
  secret: string;
}

export const FIRST_SAMPLE: Sample = {
  type: "invoice.paid",
  data: JSON.stringify({ invoice: "in_1001", amount: 4200 }, null, 2),
  secret: "",
};

interface SampleFieldsProps {
  sample: Sample;
  onChange(sample: Sample): void;
  /** What the API said about the sample. */
  error: unknown;
}

/** The event that the preview shows, and the secret that signs it. */
export const SampleFields = ({ sample, onChange, error }: SampleFieldsProps): ReactNode => (
  <>
    <div className="field-pairs">
      <TextField
        label={text("dialect.type")}
        code
        value={sample.type}
        onChange={(type) => onChange({ ...sample, type })}
        error={error}
        pointer="/type"
      />
      <TextField
        label={text("dialect.secret")}
        help={text("dialect.secretHelp")}
        code
        value={sample.secret}
        onChange={(secret) => onChange({ ...sample, secret })}
        error={error}
        pointer="/secret"
      />
    </div>
    <JsonField
      label={text("dialect.data")}
      example="{}"
      value={sample.data}
      onChange={(data) => onChange({ ...sample, data })}
      errors={errorsAt(error, "/data")}
    />
  </>
);
