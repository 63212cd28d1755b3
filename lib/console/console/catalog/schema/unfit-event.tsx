import { type ReactNode, useState } from "react";
import { indentedJson } from "../../../client/indented-json.ts";
import { CodeBlock } from "../../../components/code-block.tsx";
import { Foreign } from "../../../components/foreign.tsx";
import { Moment } from "../../../components/moment.tsx";
import type { CheckedValue } from "./schema-messages.ts";
import { SchemaProblems } from "./schema-problems-list.tsx";
import type { RecentEvent } from "./use-recent-events.ts";

/** An event that doesn't fit, and why. Its data may have 256 KiB, so it is only shown once somebody opens the row. */
export function UnfitEvent({ event, result }: { event: RecentEvent; result: CheckedValue }): ReactNode {
  const [wasOpened, setWasOpened] = useState(false);
  return (
    <details onToggle={() => setWasOpened(true)}>
      <summary className="preview-row unfit-row">
        <span className="preview-type">
          <Foreign>{event.tenantId}</Foreign>
        </span>
        <span className="small soft">
          <Moment at={event.receivedAt} />
        </span>
        <span className="unfit-reason small">
          <Foreign>{`${result.problems[0]?.path ?? ""} ${result.problems[0]?.message ?? ""}`.trim()}</Foreign>
        </span>
      </summary>
      <SchemaProblems problems={result.problems} />
      {wasOpened && <CodeBlock label={event.id} code={indentedJson(event.data)} />}
    </details>
  );
}
