import { type ReactNode, useState } from "react";
import { text } from "../texts/texts.ts";
import { codeParts } from "./code-parts.ts";
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

/** How much of a long text is shown at first. */
const FIRST_CHARACTERS = 8_192;

/** A stranger's text or code as it is, line by line, with a button that copies all of it. */
export function CodeBlock({ label, code, copied = code }: CodeBlockProps): ReactNode {
  const [all, setAll] = useState(false);
  const isCut = !all && code.length > FIRST_CHARACTERS;
  return (
    <figure className="code" aria-label={label}>
      <div className="code-head">
        <span className="small soft">{label}</span>
        <CopyButton value={copied} what={text("copy.what", { what: label })} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it */}
      <pre tabIndex={0} dir="ltr">
        {all ? <AllCode code={code} /> : plainLines(code.slice(0, FIRST_CHARACTERS))}
      </pre>
      {isCut && (
        <button type="button" className="button small" onClick={() => setAll(true)}>
          {text("code.all", { count: code.length })}
        </button>
      )}
    </figure>
  );
}

/** Laying out 256 KiB takes browsers seconds, so they lay out the parts that come into view. */
const AllCode = ({ code }: { code: string }): ReactNode =>
  codeParts(code).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: parts have no identity but their place
    <span key={index} className="code-part">
      {plainLines(part)}
    </span>
  ));

/** Code may have tabs and line breaks, which are control characters elsewhere. */
const plainLines = (code: string): string => code.replace(/[^\n\t]+/g, plainText);
