import type { ReactNode } from "react";
import { CodeBlock } from "../../components/code-block.tsx";
import { Foreign } from "../../components/foreign.tsx";
import { Moment } from "../../components/moment.tsx";
import { text } from "../../texts/texts.ts";

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** A longer text has a box of its own, in which it scrolls. */
const LONG = 200;

/** A value of a field, as people read it. */
export function FieldValue({ value, label }: { value: unknown; label: string }): ReactNode {
  if (value === undefined || value === null) return <span className="soft">{text("audit.absent")}</span>;
  if (value === "") return <span className="soft">{text("audit.emptyValue")}</span>;
  if (typeof value === "object" && Object.keys(value).length === 0)
    return <span className="soft">{text("audit.nothing")}</span>;
  if (typeof value === "string" && TIME.test(value)) return <Moment at={value} />;
  const words = wordsOf(value);
  return words.length > LONG || words.includes("\n") ? (
    <CodeBlock label={label} code={words} />
  ) : (
    <Foreign>{words}</Foreign>
  );
}

function wordsOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value.join(", ");
  return JSON.stringify(value, undefined, typeof value === "object" ? 2 : undefined);
}
