import "../../../design/editing.css";
import { type ReactNode, useId, useMemo, useState } from "react";
import { Link } from "wouter";
import { cutOff } from "../../../../core/catalog/document-messages.ts";
import { Announcement } from "../../../components/announcement.tsx";
import { ChoiceFilter } from "../../../components/choice-filter.tsx";
import { Failure } from "../../../components/failure.tsx";
import { Field } from "../../../components/field.tsx";
import { Foreign, plainText } from "../../../components/foreign.tsx";
import { NoSuchPage, PageFrame } from "../../../components/page-frame.tsx";
import { Loading } from "../../../components/states.tsx";
import type { CatalogTypes } from "../../../tenant/catalog/use-catalog.ts";
import { text } from "../../../texts/texts.ts";
import { useConsole } from "../../console-context.ts";
import { CATALOG } from "../catalog-paths.ts";
import { sameAsSave } from "../entry-requests.ts";
import { useConsoleCatalog } from "../use-console-catalog.ts";
import { importPlan } from "./import-plan.ts";
import type { OpenApiAnswer } from "./openapi-messages.ts";
import { PlanList } from "./plan-list.tsx";
import { useImport } from "./use-import.ts";
import { useOpenApi } from "./use-openapi.ts";

/** Imports event types from the webhooks of an OpenAPI document. */
export function ImportPage(): ReactNode {
  const { mayChange } = useConsole();
  const { data, error, refetch } = useConsoleCatalog();
  if (!mayChange) return <NoSuchPage />;
  return (
    <PageFrame
      title={text("import.title")}
      documentTitle={text("import.title")}
      summary={
        <>
          <Link href={CATALOG}>{text("types.title")}</Link> {text("import.summary")}
        </>
      }
      sameAs={sameAsSave("event-types", EXAMPLE)}
    >
      {data && <Import catalog={data} />}
      {!data && (error ? <Failure error={error} again={() => void refetch()} /> : <Loading />)}
    </PageFrame>
  );
}

/** What an import sends for each type. */
const EXAMPLE = { name: undefined, body: '{"name":"invoice.paid"}' };

function Import({ catalog }: { catalog: CatalogTypes }): ReactNode {
  const [document, setDocument] = useState("");
  const [property, setProperty] = useState<string>();
  const state = useOpenApi(document, property);
  const change = (typed: string) => {
    setProperty(undefined);
    setDocument(typed);
  };
  return (
    <>
      <section className="card form">
        <DocumentFields value={document} onChange={change} />
      </section>
      {state.is === "running" && <Loading />}
      {state.is === "failed" && (
        <p className="notice bad" role="alert">
          {text(`import.cannot.${state.because}`)}
        </p>
      )}
      {state.is === "read" && state.answer.problem !== undefined && (
        <p className="notice bad" role="alert">
          <Foreign>{state.answer.problem}</Foreign>
        </p>
      )}
      {state.is === "read" && state.answer.types.length > 0 && (
        <Plan key={`${state.answer.property}`} answer={state.answer} catalog={catalog} onProperty={setProperty} />
      )}
    </>
  );
}

function DocumentFields({ value, onChange }: { value: string; onChange(text: string): void }): ReactNode {
  const id = useId();
  const [file, setFile] = useState<File>();
  const read = async (chosen: File | undefined) => {
    setFile(chosen);
    if (chosen) onChange(await chosen.text());
  };
  return (
    <>
      <div className="field">
        <label htmlFor={id}>{text("import.file")}</label>
        <input
          id={id}
          type="file"
          accept=".json,.yaml,.yml,application/json,application/yaml"
          onChange={({ target }) => void read(target.files?.[0])}
        />
      </div>
      {/* A file may be large, and a field for text isn't made for that. */}
      {file === undefined && (
        <Field label={text("import.text")} help={text("import.textHelp")}>
          {(input) => (
            <textarea
              {...input}
              className="input mono"
              rows={8}
              spellCheck={false}
              value={value}
              onChange={({ target }) => onChange(target.value)}
            />
          )}
        </Field>
      )}
    </>
  );
}

interface PlanProps {
  answer: OpenApiAnswer;
  catalog: CatalogTypes;
  onProperty(property: string): void;
}

function Plan({ answer, catalog, onProperty }: PlanProps): ReactNode {
  const { progress, run } = useImport();
  const [excluded, setExcluded] = useState<ReadonlySet<string>>(new Set());
  // What was planned stays on the page while the import changes the catalog.
  const [known] = useState(catalog);
  const plan = useMemo(() => importPlan(answer.types, known), [answer, known]);
  const wanted = plan.filter(({ name, change }) => change !== undefined && !excluded.has(name));
  const exclude = (name: string, isExcluded: boolean) =>
    setExcluded((before) => new Set(isExcluded ? [...before, name] : [...before].filter((one) => one !== name)));
  const isOver = !progress.running && progress.total > 0;
  return (
    <>
      <section className="card form">
        <ChoiceFilter
          label={text("import.data")}
          value={answer.property}
          choices={[
            ["", text("import.wholeBody")],
            ...answer.properties.map(
              ({ name, count }) => [name, text("import.property", { name: plainText(cutOff(name)), count })] as const,
            ),
          ]}
          onChange={onProperty}
        />
        <p className="small soft">{text("import.dataHelp")}</p>
      </section>
      <PlanList plan={plan} excluded={excluded} onExclude={exclude} progress={progress} />
      <div className="buttons">
        <button
          type="button"
          className="button main"
          disabled={wanted.length === 0 || progress.running || isOver}
          onClick={() => void run(wanted)}
        >
          {text("import.submit", { count: wanted.length })}
        </button>
        <Link href={CATALOG} className="button">
          {text(isOver ? "import.toCatalog" : "dialog.cancel")}
        </Link>
      </div>
      {progress.running && (
        <>
          <progress max={progress.total} value={progress.done.size + progress.failed.size} />
          <p className="small soft">
            {text("import.progress", { done: progress.done.size + progress.failed.size, total: progress.total })}
          </p>
        </>
      )}
      <Announcement>
        {isOver ? text("import.result", { done: progress.done.size, failed: progress.failed.size }) : undefined}
      </Announcement>
    </>
  );
}
