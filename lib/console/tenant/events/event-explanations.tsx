import type { ReactNode } from "react";
import { Link } from "wouter";
import { answered } from "../../client/api-client.ts";
import { usePages } from "../../client/use-pages.ts";
import { Failure } from "../../components/failure.tsx";
import { Foreign } from "../../components/foreign.tsx";
import { Section } from "../../components/section.tsx";
import { Loading, Nothing } from "../../components/states.tsx";
import { text } from "../../texts/texts.ts";
import { endpointPath } from "../paths.ts";
import { useTenant } from "../tenant-context.ts";
import { type EventExplanation, ExplanationText } from "./explanation.tsx";

/** Why each endpoint did or didn't get an event. */
export function EventExplanations({ id }: { id: string }): ReactNode {
  const { api } = useTenant();
  const pages = usePages<EventExplanation>({
    key: ["explanations", id],
    read: (query, signal) =>
      answered(api.GET("/api/v1/events/{id}/explanation", { params: { path: { id }, query }, signal })),
  });
  const { items, complete, error, loading } = pages;
  return (
    <Section title={text("events.explanations")}>
      {items.length > 0 && (
        <ul className="list plain" aria-label={text("events.explanations")}>
          {items.map((explanation) => (
            <li key={explanation.subscriptionId}>
              <ExplanationRow explanation={explanation} />
            </li>
          ))}
        </ul>
      )}
      {complete && items.length === 0 && <Nothing title={text("events.noEndpoints")} />}
      {error && <Failure error={error} again={pages.again} />}
      {!complete && !error && (items.length === 0 ? <Loading /> : <More onMore={pages.more} loading={loading} />)}
    </Section>
  );
}

const More = ({ onMore, loading }: { onMore(): void; loading: boolean }): ReactNode => (
  <div>
    <button type="button" className="button" disabled={loading} onClick={onMore}>
      {text("list.more")}
    </button>
  </div>
);

const TONES = {
  matched: "good",
  type: "",
  "derived-condition": "",
  filter: "",
  inactive: "warn",
  undecided: "warn",
} as const;

const ExplanationRow = ({ explanation }: { explanation: EventExplanation }): ReactNode => (
  <article className="explanation">
    <div className="replay-head">
      <Link href={endpointPath(explanation.subscriptionId)}>
        <Foreign>{explanation.name || explanation.subscriptionId}</Foreign>
      </Link>
      <span className={`badge ${TONES[explanation.step]}`}>{text(`explanationStep.${explanation.step}`)}</span>
    </div>
    <ExplanationText explanation={explanation} />
  </article>
);
