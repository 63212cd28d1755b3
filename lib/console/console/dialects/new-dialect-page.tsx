import { QueryContent } from "../../components/query-content.tsx";
import "../../design/editing.css";
import { type ReactNode, useState } from "react";
import { useSearchParams } from "wouter";
import { PageFrame } from "../../components/page-frame.tsx";
import { text } from "../../texts/texts.ts";
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
  const [parameters] = useSearchParams();
  const from = parameters.get("from") ?? "";
  const query = useDialectList();
  if (query.data) return <Begun key={from} from={from} dialects={query.data} />;
  return (
    <PageFrame title={text("newDialect.title")}>
      <QueryContent query={query} />
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
