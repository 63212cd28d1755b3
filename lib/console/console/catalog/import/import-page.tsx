import { QueryContent } from "../../../components/query-content.tsx";
import { DocumentFields } from "./document-fields.tsx";
import { PlanForm } from "./plan-form.tsx";
import "../../../design/editing.css";
import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import { Foreign } from "../../../components/foreign.tsx";
import { PageFrame } from "../../../components/page-frame.tsx";
import { Loading } from "../../../components/states.tsx";
import type { CatalogTypes } from "../../../tenant/catalog/use-catalog.ts";
import { text } from "../../../texts/texts.ts";
import { CATALOG } from "../catalog-paths.ts";
import { sameAsSave } from "../entry-requests.ts";
import { useConsoleCatalog } from "../use-console-catalog.ts";
import { useOpenApi } from "./use-openapi.ts";

/** Imports event types from the webhooks of an OpenAPI document. */
export function ImportPage(): ReactNode {
  const query = useConsoleCatalog();
  return (
    <PageFrame
      title={text("import.title")}
      summary={
        <>
          <Link href={CATALOG}>{text("types.title")}</Link> {text("import.summary")}
        </>
      }
      sameAs={sameAsSave("event-types", EXAMPLE)}
    >
      <QueryContent query={query}>{(catalog) => <Import catalog={catalog} />}</QueryContent>
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
        <PlanForm key={`${state.answer.property}`} answer={state.answer} catalog={catalog} onProperty={setProperty} />
      )}
    </>
  );
}
