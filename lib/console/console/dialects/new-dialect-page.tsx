import "../../design/editing.css";
import { type ReactNode, useState } from "react";
import { useSearchParams } from "wouter";
import { Failure } from "../../components/failure.tsx";
import { NoSuchPage, PageFrame } from "../../components/page-frame.tsx";
import { Loading } from "../../components/states.tsx";
import { text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";
import {
  type DefinitionFields,
  fieldsOfDialect,
  isDefined,
  type KnownDialect,
  NEW_DEFINITION,
} from "./definition-fields.ts";
import { NewDialectForm } from "./new-dialect-form.tsx";
import { useDialectList } from "./use-dialect-list.ts";

/** Registers a dialect. The address may name one to begin with: `?from=standard`. */
export function NewDialectPage(): ReactNode {
  const { mayChange } = useConsole();
  const [parameters] = useSearchParams();
  const from = parameters.get("from") ?? "";
  const { data, error, refetch } = useDialectList();
  if (!mayChange) return <NoSuchPage />;
  if (data) return <Begun key={from} from={from} dialects={data} />;
  return (
    <PageFrame title={text("newDialect.title")} documentTitle={text("newDialect.title")}>
      {error ? <Failure error={error} again={() => void refetch()} /> : <Loading />}
    </PageFrame>
  );
}

function Begun({ from, dialects }: { from: string; dialects: readonly KnownDialect[] }): ReactNode {
  const defined = dialects.filter(isDefined);
  const [first] = useState<DefinitionFields>(() => {
    const origin = defined.find(({ name }) => name === from);
    return origin ? fieldsOfDialect(origin) : NEW_DEFINITION;
  });
  return <NewDialectForm first={first} from={from} origins={defined.map(({ name }) => name)} />;
}
