import { type ReactNode, useState } from "react";
import { RECEIVER_LANGUAGES, type ReceiverLanguage, receiverCode } from "../../../dialects/receivers/receiver-code.ts";
import type { ReceiverDialect } from "../../../dialects/receivers/receiver-scheme.ts";
import { CodeBlock } from "../../components/code-block.tsx";
import { text } from "../../texts/texts.ts";

interface ReceiverSourceProps {
  /** The dialect's name. */
  name: string;
  /** Undefined while it is read. */
  dialect: ReceiverDialect | undefined;
  /** Beside the choice of the language. */
  children?: ReactNode;
}

/** A receiver's code, in a language of the reader's choice. */
export function ReceiverSource({ name, dialect, children }: ReceiverSourceProps): ReactNode {
  const [language, setLanguage] = useState<ReceiverLanguage>("javascript");
  return (
    <>
      <div className="receiver-choices">
        {children}
        <fieldset className="segments">
          <legend className="hidden-text">{text("receiver.language")}</legend>
          {RECEIVER_LANGUAGES.map((one) => (
            <label key={one} className="segment">
              <input type="radio" checked={one === language} onChange={() => setLanguage(one)} />
              <span>{text(`receiver.${one}`)}</span>
            </label>
          ))}
        </fieldset>
      </div>
      {dialect && <CodeBlock label={text(`receiver.${language}`)} code={receiverCode(language, name, dialect)} />}
    </>
  );
}
