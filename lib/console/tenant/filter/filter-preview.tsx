import type { ReactNode } from "react";
import type { InputEvent } from "../../../core/matching/expression-input.ts";
import type { Evaluation } from "../../../core/matching/expression-result.ts";
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

function PreviewRow({ event, isExample, result }: { event: InputEvent; isExample: boolean; result: ShownResult }) {
  return (
    <details>
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
      <CodeBlock label={isExample ? text("filter.exampleData") : event.id} code={indented(event.data)} />
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

/** The data as people read it, unless that would change what it says: numbers that a double can't hold. */
function indented(json: string): string {
  if (/\d{16}|[eE.]\d/.test(json)) return json;
  return JSON.stringify(JSON.parse(json), null, 2);
}
