import type { ReactNode } from "react";
import { CheckField } from "../../components/form/check-field.tsx";
import { entryErrors } from "../../components/form/entry-errors.ts";
import { FoldedFields } from "../../components/form/folded-fields.tsx";
import { NamedValuesField } from "../../components/form/named-values-field.tsx";
import { TextField } from "../../components/form/text-field.tsx";
import { text } from "../../texts/texts.ts";
import { DialectField } from "./dialect-field.tsx";
import type { FormPart } from "./endpoint-form.tsx";
import { FilterField } from "./filter-field.tsx";
import { HeadersField } from "./headers-field.tsx";
import { WayFields } from "./way-fields.tsx";

/** What most endpoints leave as it is. */
export function AdvancedFields(part: FormPart): ReactNode {
  return (
    <div className="sections">
      <FoldedFields title={text("form.section.filter")}>
        <FilterField {...part} />
      </FoldedFields>
      <FoldedFields title={text("form.section.format")}>
        <FormatFields {...part} />
      </FoldedFields>
      <FoldedFields title={text("form.section.limits")}>
        <LimitFields {...part} />
      </FoldedFields>
      <FoldedFields title={text("form.section.way")}>
        <WayFields {...part} />
      </FoldedFields>
      <FoldedFields title={text("form.section.metadata")}>
        <NamedValuesField
          label={text("form.metadata.label")}
          help={text("form.metadata.help")}
          add={text("form.metadata.add")}
          rows={part.fields.metadata}
          onChange={(metadata) => part.change({ metadata })}
          errors={entryErrors(part.error, "/metadata")}
        />
      </FoldedFields>
    </div>
  );
}

const FormatFields = ({ fields, change, error, exists }: FormPart): ReactNode => (
  <>
    <DialectField value={fields.dialect} onChange={(dialect) => change({ dialect })} error={error} isSet={exists} />
    <HeadersField rows={fields.headers} onChange={(headers) => change({ headers })} error={error} pull={fields.pull} />
    <CheckField
      label={text("form.posthornHeaders.label")}
      help={text("form.posthornHeaders.help")}
      value={fields.posthornHeaders}
      onChange={(posthornHeaders) => change({ posthornHeaders })}
      error={error}
      pointer="/posthornHeaders"
    />
  </>
);

/** The form's names of limits, and where the API has them. */
const LIMITS = [
  ["timeoutSeconds", "/timeoutSeconds"],
  ["maxRetries", "/maxRetries"],
  ["perSecond", "/rateLimit/perSecond"],
  ["burst", "/rateLimit/burst"],
] as const;

const LimitFields = ({ fields, change, error }: FormPart): ReactNode => (
  <div className="field-pairs">
    {LIMITS.map(([name, pointer]) => (
      <TextField
        key={name}
        type="number"
        label={text(`form.limit.${name}`)}
        help={text(`form.limitHelp.${name}`)}
        value={fields[name]}
        onChange={(value) => change({ [name]: value })}
        error={error}
        pointer={pointer}
      />
    ))}
  </div>
);
