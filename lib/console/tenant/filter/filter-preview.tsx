import { type ReactNode, useState } from "react";
import type { InputEvent } from "../../../core/matching/expression-input.ts";
import type { Evaluation } from "../../../core/matching/expression-result.ts";
import { indentedJson } from "../../client/indented-json.ts";
import { CodeBlock } from "../../components/code-block.tsx";
import { Foreign } from "../../components/foreign.tsx";
import { Moment } from "../../components/moment.tsx";
import { text } from "../../texts/texts.ts";
import type { Preview } from "./use-preview.ts";
import type { Samples } from "./use-sample-events.ts";

interface FilterPreviewProps {
  filter: string;
  samples: Samples;
  preview: Preview;
}

/** What a filter does to each of some events. */
export function FilterPreview({ filter, samples, preview }: FilterPreviewProps): ReactNode {
  const { events, of } = samples;
  if (events.length === 0)
    return samples.reason && <p className="small soft">{text(`filter.none.${samples.reason}`)}</p>;
  return (
    <section className="preview" aria-label={text("filter.preview")}>
      <div className="preview-head">
        <SampleChoice samples={samples} />
        <p className="small soft" role="status">
          {summaryText(filter, events.length, preview)}
        </p>
      </div>
      <ul className="preview-list">
        {events.map((event, index) => (
          <li key={`${of} ${event.id} ${event.type}`}>
            <PreviewRow event={event} isExample={of === "examples"} result={preview.results[index] ?? "untried"} />
          </li>
        ))}
      </ul>
    </section>
  );
}

const CHOICES = ["recent", "examples"] as const;

/** Chooses between recent events and examples, where there are both. */
function SampleChoice({ samples: { of, choose } }: { samples: Samples }): ReactNode {
  if (!choose) return <span className="small">{text(`filter.${of}`)}</span>;
  return (
    <fieldset className="segments">
      <legend className="hidden-text">{text("filter.preview")}</legend>
      {CHOICES.map((choice) => (
        <label key={choice} className="segment">
          <input type="radio" checked={of === choice} onChange={() => choose(choice)} />
          <span>{text(`filter.${choice}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}

function summaryText(filter: string, count: number, { state, problem, results }: Preview): string {
  if (filter.trim() === "") return text("filter.all");
  if (problem) return text("filter.invalid");
  if (state !== "done") return text(`filter.${state}`);
  return text("filter.summary", { met: results.filter(({ evaluation }) => evaluation.met).length, count });
}

type ShownResult = { evaluation: Evaluation; tookMs: number } | "untried";

/** Data may have 256 KiB, so it is only shown once somebody opens the row. */
function PreviewRow({ event, isExample, result }: { event: InputEvent; isExample: boolean; result: ShownResult }) {
  const [wasOpened, setWasOpened] = useState(false);
  return (
    <details onToggle={() => setWasOpened(true)}>
      <summary className="preview-row">
        <ResultBadge result={result} />
        <span className="preview-type">
          <Foreign>{event.type}</Foreign>
        </span>
        {!isExample && (
          <span className="small soft">
            <Moment at={event.occurredAt} />
          </span>
        )}
      </summary>
      <Reason result={result} />
      {wasOpened && (
        <CodeBlock label={isExample ? text("filter.exampleData") : event.id} code={indentedJson(event.data)} />
      )}
    </details>
  );
}

function ResultBadge({ result }: { result: ShownResult }): ReactNode {
  if (result === "untried") return <span className="badge">{text("filter.untried")}</span>;
  const { met, reason } = result.evaluation;
  if (reason !== undefined) return <span className="badge warn">{text("filter.error")}</span>;
  return met ? (
    <span className="badge good">{text("filter.met")}</span>
  ) : (
    <span className="badge">{text("filter.unmet")}</span>
  );
}

/** The server decides about slower filters later, so their deliveries come late. */
const SLOW_MS = 200;

function Reason({ result }: { result: ShownResult }): ReactNode {
  if (result === "untried") return null;
  const { reason } = result.evaluation;
  if (reason !== undefined) {
    return (
      <p className="small">
        <Foreign>{text("filter.failed", { reason })}</Foreign>
      </p>
    );
  }
  return result.tookMs > SLOW_MS && <p className="small">{text("filter.slow")}</p>;
}
