import type { ReactNode } from "react";
import { ChoiceField } from "../../components/form/choice-field.tsx";
import { type TextId, text } from "../../texts/texts.ts";
import type { DefinitionFields } from "./definition-fields.ts";

type ChoiceName = "algorithm" | "separator" | "encoding" | "keyForm";

/** The values of the API, and what they are called. */
const CHOICES: { [Name in ChoiceName]: Readonly<Record<DefinitionFields[Name], TextId>> } = {
  algorithm: {
    "hmac-sha256": "definition.algorithm.hmac",
    ed25519: "definition.algorithm.ed25519",
    "shared-secret": "definition.algorithm.shared",
  },
  separator: {
    "": "definition.separator.none",
    ",": "definition.separator.comma",
    ";": "definition.separator.semicolon",
    " ": "definition.separator.space",
  },
  encoding: { hex: "definition.hex", base64: "definition.base64" },
  keyForm: { text: "definition.keyForm.text", base64: "definition.base64", whsec_: "definition.keyForm.whsec" },
};

interface DefinitionChoiceProps {
  name: ChoiceName;
  fields: DefinitionFields;
  change(changes: Partial<DefinitionFields>): void;
}

/** A field of a definition with a few values. */
export const DefinitionChoice = ({ name, fields, change }: DefinitionChoiceProps): ReactNode => (
  <ChoiceField
    label={text(`definition.label.${name}`)}
    value={fields[name]}
    choices={Object.entries(CHOICES[name]).map(([value, title]) => [value, text(title)])}
    onChange={(value) => change({ [name]: value })}
  />
);
