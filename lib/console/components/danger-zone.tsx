import type { UseMutationResult } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { flushSync } from "react-dom";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { Field } from "./form/field.tsx";
import { SameAsHere } from "./same-as-here.tsx";
import type { SameAs } from "./site.ts";

interface QuestionProps {
  /** The name of the act, for its button and the dialog's. */
  action: string;
  /** The dialog's title, with the name of what the act is about. */
  question: string;
  /** In the dialog: what is lost, and what stays. */
  children: ReactNode;
  act: Pick<UseMutationResult<unknown, Error, void>, "mutate" | "reset" | "isPending" | "error">;
  /**
   * The act destroys something.
   *
   * @default true
   */
  dangerous?: boolean;
  /** What somebody has to type before the act, and the label that asks for it. */
  typed?: { value: string; label: string };
}

interface DangerZoneProps extends QuestionProps {
  title: string;
  /** What the act does, or why it can't be done now. */
  help: ReactNode;
  /** There is no button while the act can't be done. */
  unavailable?: boolean;
  disabled?: boolean;
  /** How to do it without the page. */
  sameAs?: SameAs;
  /** Called once the act is done and the dialog is closed. */
  onDone?(): void;
}

/** An act that can't be undone: what it does, its button, and the question before it. */
export function DangerZone(props: DangerZoneProps): ReactNode {
  const { title, help, unavailable, disabled, sameAs, onDone, ...asked } = props;
  const { action, act, dangerous = true } = asked;
  const [asking, setAsking] = useState(false);
  const ask = () => {
    // Forgetting an act that is under way would allow a second one, and nobody would hear what became of the first.
    if (!act.isPending) act.reset();
    setAsking(true);
  };
  const done = () => {
    // The dialog returns the focus to the button. Afterwards it may go elsewhere.
    flushSync(() => setAsking(false));
    onDone?.();
  };
  return (
    <section className="card danger-zone">
      <div>
        <h2>{title}</h2>
        <p className="small soft">{help}</p>
      </div>
      <span className="buttons">
        {!unavailable && (
          <button type="button" className={`button ${dangerous ? "danger" : ""}`} disabled={disabled} onClick={ask}>
            {action}
          </button>
        )}
        {sameAs && <SameAsHere {...sameAs} />}
      </span>
      {asking && <Question {...asked} dangerous={dangerous} onDone={done} onClose={() => setAsking(false)} />}
    </section>
  );
}

function Question(props: QuestionProps & { onDone(): void; onClose(): void }): ReactNode {
  const { action, question, children, act, dangerous, typed, onDone, onClose } = props;
  const [input, setInput] = useState("");
  const isConfirmed = typed === undefined || input.trim() === typed.value;
  return (
    <ConfirmDialog
      title={question}
      action={action}
      dangerous={dangerous}
      busy={!isConfirmed || act.isPending}
      error={act.error}
      onConfirm={() => act.mutate(undefined, { onSuccess: onDone })}
      onClose={onClose}
    >
      {children}
      {typed && (
        <Field label={typed.label}>
          {(field) => (
            <input
              {...field}
              className="input mono"
              value={input}
              autoComplete="off"
              spellCheck={false}
              onChange={({ target }) => setInput(target.value)}
            />
          )}
        </Field>
      )}
    </ConfirmDialog>
  );
}
