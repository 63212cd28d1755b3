import { QueryContent } from "../../components/query-content.tsx";
import { TypeCondition, TypeDescription } from "../../tenant/catalog/type-sections.tsx";
import "../../design/editing.css";
import "../../tenant/catalog/catalog.css";
import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import { Foreign, plainText } from "../../components/foreign.tsx";
import { NoSuchPage, PageFrame } from "../../components/page-frame.tsx";
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
export function DerivedTypePage({ name }: { name: string }): ReactNode {
  const { mayChange } = useConsole();
  const query = useConsoleCatalog();
  const type = query.data?.derived.find((one) => one.name === name);
  if (query.data && !type) return <NoSuchPage />;
  return (
    <PageFrame
      title={<Foreign>{name}</Foreign>}
      documentTitle={`${plainText(name)} · ${text("types.title")}`}
      summary={<Link href={DERIVED_TYPES}>{text("derived.tab")}</Link>}
      sameAs={sameAsCatalogType("derived-types", name)}
    >
      <QueryContent query={query}>
        {() => type && (mayChange ? <EditedDerivedType type={type} /> : <ReadDerivedType type={type} />)}
      </QueryContent>
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

const ReadDerivedType = ({ type }: { type: DerivedCatalogType }): ReactNode => (
  <>
    <TypeDescription type={type} />
    <TypeCondition type={type} />
  </>
);
