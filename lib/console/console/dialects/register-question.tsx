import type { ReactNode } from "react";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { plainText } from "../../components/foreign.tsx";
import { text } from "../../texts/texts.ts";

interface RegisterQuestionProps {
  name: string;
  busy: boolean;
  onConfirm(): void;
  onClose(): void;
}

/** Asks before a dialect is registered, because it can't be changed later. */
export const RegisterQuestion = ({ name, ...dialog }: RegisterQuestionProps): ReactNode => (
  <ConfirmDialog
    title={text("newDialect.ask", { name: plainText(name) })}
    action={text("newDialect.submit")}
    {...dialog}
  >
    <p>{text("newDialect.forever")}</p>
    <p className="soft">{text("newDialect.public")}</p>
  </ConfirmDialog>
);
