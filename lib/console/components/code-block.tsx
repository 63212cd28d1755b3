import { type ReactNode, useState } from "react";
import { text } from "../texts/texts.ts";
import { CopyButton } from "./copy-button.tsx";
import { plainText } from "./foreign.tsx";

interface CodeBlockProps {
  /** What the code is, for screen readers and the copy button. */
  label: string;
  code: string;
  /**
   * What the button copies.
   *
   * @default the code
   */
  copied?: string;
}

/** How much of a long text is shown at first. Laying out 256 KiB takes browsers seconds. */
const FIRST_CHARACTERS = 8_192;

/** A stranger's text or code as it is, line by line, with a button that copies all of it. */
export function CodeBlock({ label, code, copied = code }: CodeBlockProps): ReactNode {
  const [all, setAll] = useState(false);
  const shown = all ? code : code.slice(0, FIRST_CHARACTERS);
  return (
    <figure className="code" aria-label={label}>
      <div className="code-head">
        <span className="small soft">{label}</span>
        <CopyButton value={copied} what={text("copy.what", { what: label })} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it */}
      <pre tabIndex={0} dir="ltr">
        {plainLines(shown)}
      </pre>
      {shown.length < code.length && (
        <button type="button" className="button small" onClick={() => setAll(true)}>
          {text("code.all", { count: code.length })}
        </button>
      )}
    </figure>
  );
}

/** Code may have tabs and line breaks, which are control characters elsewhere. */
const plainLines = (code: string): string => code.replace(/[^\n\t]+/g, plainText);
