import type { ReactNode } from "react";
import { CopyButton } from "./copy-button.tsx";
import { Foreign } from "./foreign.tsx";

/** A short value, such as an id, with a button that copies it. */
export const CopiedValue = ({ value, what }: { value: string; what: string }): ReactNode => (
  <>
    <code>
      <Foreign>{value}</Foreign>
    </code>{" "}
    <CopyButton value={value} what={what} />
  </>
);
