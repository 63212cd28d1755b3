import "../../design/editing.css";
import "../../tenant/catalog/catalog.css";
import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import { CodeBlock } from "../../components/code-block.tsx";
import { Failure } from "../../components/failure.tsx";
import { Foreign, plainText } from "../../components/foreign.tsx";
import { NoSuchPage, PageFrame } from "../../components/page-frame.tsx";
import { Loading } from "../../components/states.tsx";
import { typeNameIn } from "../../tenant/catalog/type-name-in.ts";
import type { DerivedCatalogType } from "../../tenant/catalog/use-catalog.ts";
import { sameAsCatalogType } from "../../tenant/same-as.ts";
import { text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";
import { DERIVED_TYPES } from "./catalog-paths.ts";
import { derivedFieldsOf } from "./derived-fields.ts";
import { DerivedForm } from "./derived-form.tsx";
import { EditedEntry } from "./edited-entry.tsx";
import { useConsoleCatalog } from "./use-console-catalog.ts";

/** One derived type. Those who may change it get its editor. */
export function DerivedTypePage({ parameter }: { parameter: string }): ReactNode {
  const name = typeNameIn(parameter);
  const { mayChange } = useConsole();
  const { data, error, refetch } = useConsoleCatalog();
  const type = data?.derived.find((one) => one.name === name);
  if (data && !type) return <NoSuchPage />;
  return (
    <PageFrame
      title={<Foreign>{name}</Foreign>}
      documentTitle={`${plainText(name)} · ${text("types.title")}`}
      summary={<Link href={DERIVED_TYPES}>{text("derived.tab")}</Link>}
      sameAs={sameAsCatalogType("derived-types", name)}
    >
      {type && (mayChange ? <EditedDerivedType type={type} /> : <ReadDerivedType type={type} />)}
      {!data && (error ? <Failure error={error} again={() => void refetch()} /> : <Loading />)}
    </PageFrame>
  );
}

function EditedDerivedType({ type }: { type: DerivedCatalogType }): ReactNode {
  const [first] = useState(() => derivedFieldsOf(type));
  return (
    <EditedEntry kind="derived-types" name={type.name} list={DERIVED_TYPES}>
      {(form) => <DerivedForm first={first} {...form} />}
    </EditedEntry>
  );
}

const ReadDerivedType = ({ type: { description, from, when } }: { type: DerivedCatalogType }): ReactNode => (
  <>
    {description && (
      <p className="type-description">
        <Foreign>{description}</Foreign>
      </p>
    )}
    <p className="soft">{text("catalog.conditionText", { from })}</p>
    <CodeBlock label={text("catalog.condition")} code={when} />
  </>
);
