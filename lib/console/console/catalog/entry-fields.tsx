import type { ReactNode } from "react";
import { TextField } from "../../components/form/text-field.tsx";
import { text } from "../../texts/texts.ts";

interface EntryFieldProps {
  value: string;
  onChange(value: string): void;
  /** What the API answered. */
  error: unknown;
}

/** The name of a new type of the catalog. */
export const EntryName = (props: EntryFieldProps): ReactNode => (
  <TextField label={text("types.name")} help={text("types.nameHelp")} code pointer="/name" {...props} />
);

export const EntryDescription = (props: EntryFieldProps): ReactNode => (
  <TextField
    label={text("types.description")}
    help={text("types.descriptionHelp")}
    lines={3}
    pointer="/description"
    {...props}
  />
);
