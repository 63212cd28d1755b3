import "../../components/editor/editor.css";
import "./filter.css";
import { lazy, type ReactNode, Suspense, useMemo, useRef } from "react";
import { FieldErrors } from "../../components/form/field.tsx";
import { useSeen } from "../../components/use-seen.ts";
import { text } from "../../texts/texts.ts";
import { type CatalogTypes, useCatalog } from "../catalog/use-catalog.ts";
import type { FilterScope } from "./cel-completion.ts";
import { shapeOf } from "./data-shape.ts";
import { FilterPreview } from "./filter-preview.tsx";
import { usePreview } from "./use-preview.ts";
import { isWanted, typesBehind, useSampleEvents } from "./use-sample-events.ts";

/** The editor is as large as the rest of a page. */
const CodeEditor = lazy(() => import("./code-editor.tsx"));

interface FilterEditorProps {
  /** The condition, a CEL expression. Empty: none. */
  value: string;
  onChange(value: string): void;
  /** The types and patterns that the endpoint gets. */
  eventTypes: readonly string[];
  /** The endpoint, as far as a condition can read it. */
  subscription: { id?: string; name?: string; metadata: Record<string, string> };
  /** What the API said about the condition. */
  error?: string | undefined;
  /**
   * What the condition is for.
   *
   * @default an endpoint's filter
   */
  words?: { label: string; help: string };
}

const filterWords = () => ({ label: text("filter.label"), help: text("filter.help") });

/** A field for an endpoint's filter, with what it does to recent events or to examples. */
export function FilterEditor(props: FilterEditorProps): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const seen = useSeen(place);
  const { label } = props.words ?? filterWords();
  return (
    <div className="field filter" ref={place}>
      <span className="field-label">{label}</span>
      {seen ? <SeenEditor {...props} /> : <div className="editor waiting" data-invalid={!!props.error || undefined} />}
    </div>
  );
}

/** Loads nothing before it is seen: most endpoints have no filter. */
function SeenEditor(props: FilterEditorProps): ReactNode {
  const { value, onChange, eventTypes, subscription, error, words = filterWords() } = props;
  const { data: catalog } = useCatalog();
  const patterns = eventTypes.join();
  const { id = "sub_new", name = "", metadata } = subscription;
  const named = JSON.stringify(metadata);
  const scope = useMemo(
    () => scopeOf(patterns.split(",").filter(Boolean), JSON.parse(named), catalog),
    [patterns, named, catalog],
  );
  const samples = useSampleEvents(eventTypes);
  const preview = usePreview({ filter: value, events: samples.events, subscription: { id, name, metadata } });
  const { problem } = preview;
  return (
    <>
      <Suspense fallback={<div className="editor waiting" />}>
        <CodeEditor
          label={words.label}
          description={`${words.help} ${text("filter.keys")}`}
          example={text("filter.example")}
          value={value}
          problem={problem}
          refused={error !== undefined}
          scope={scope}
          onChange={onChange}
        />
      </Suspense>
      <div className="small soft">{words.help}</div>
      <FieldErrors errors={problem ? [problemText(problem)] : error ? [error] : []} />
      <FilterPreview filter={value} samples={samples} preview={preview} />
    </>
  );
}

const problemText = ({ message, at }: { message: string; at: number | undefined }): string =>
  at === undefined ? text("filter.problem", { message }) : text("filter.problemAt", { message, at: at + 1 });

function scopeOf(types: readonly string[], metadata: Record<string, string>, catalog?: CatalogTypes): FilterScope {
  const wanted = catalog ? typesBehind(types, catalog) : [];
  const known = catalog?.types.filter(({ name }) => isWanted(name, wanted)) ?? [];
  const examples = known.flatMap(({ exampleText }) => (exampleText === undefined ? [] : JSON.parse(exampleText)));
  const data = shapeOf(
    known.flatMap(({ schema }) => (schema === undefined ? [] : [schema])),
    examples,
  );
  return { data, types: [...new Set([...types, ...known.map(({ name }) => name)])], metadata };
}
