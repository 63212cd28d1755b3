import { type ReactNode, useMemo } from "react";
import { indentedJson } from "../../client/indented-json.ts";
import { CodeBlock } from "../../components/code-block.tsx";
import { Section } from "../../components/section.tsx";
import { text } from "../../texts/texts.ts";
import type { EventWithData } from "./read-event.ts";

/** An event's data. Shows nothing to those who may not see it. */
export function EventData({ event, dataText }: EventWithData): ReactNode {
  const shown = useMemo(() => indentedJson(dataText ?? ""), [dataText]);
  if (dataText === undefined && !event.contentErasedAt) return null;
  return (
    <Section title={text("events.data")}>
      {dataText === undefined ? (
        <p className="soft">{text("events.erasedText")}</p>
      ) : (
        <CodeBlock label={text("events.data")} code={shown} copied={dataText} />
      )}
    </Section>
  );
}
