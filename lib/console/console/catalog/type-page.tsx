import { QueryContent } from "../../components/query-content.tsx";
import { TypeData, TypeDescription } from "../../tenant/catalog/type-sections.tsx";
import "../../design/editing.css";
import "../../tenant/catalog/catalog.css";
import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import { Foreign, plainText } from "../../components/foreign.tsx";
import { NoSuchPage, PageFrame } from "../../components/page-frame.tsx";
import type { CatalogType } from "../../tenant/catalog/use-catalog.ts";
import { sameAsCatalogType } from "../../tenant/same-as.ts";
import { text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";
import { CATALOG } from "./catalog-paths.ts";
import { EditedEntry } from "./edited-entry.tsx";
import { RecentPart } from "./schema/schema-part.tsx";
import { useTypeCheck } from "./schema/use-type-check.ts";
import { typeFieldsOf } from "./type-fields.ts";
import { TypeForm } from "./type-form.tsx";
import { useConsoleCatalog } from "./use-console-catalog.ts";

/** One event type. Those who may change it get its editor. */
export function TypePage({ name }: { name: string }): ReactNode {
  const query = useConsoleCatalog();
  const type = query.data?.types.find((one) => one.name === name);
  if (query.data && !type) return <NoSuchPage />;
  return (
    <PageFrame
      title={<Foreign>{name}</Foreign>}
      documentTitle={`${plainText(name)} · ${text("types.title")}`}
      summary={
        <>
          <Link href={CATALOG}>{text("types.title")}</Link>{" "}
          {type?.builtIn && <span className="badge">{text("dialects.builtIn")}</span>}{" "}
          {type?.deprecated && <span className="badge warn">{text("catalog.deprecated")}</span>}
        </>
      }
      sameAs={sameAsCatalogType("event-types", name)}
    >
      <QueryContent query={query}>{() => type && <TypeContent type={type} />}</QueryContent>
    </PageFrame>
  );
}

function TypeContent({ type }: { type: CatalogType }): ReactNode {
  const { mayChange } = useConsole();
  return mayChange && !type.builtIn ? <EditedType type={type} /> : <ReadType type={type} />;
}

function EditedType({ type }: { type: CatalogType }): ReactNode {
  const [first] = useState(() => typeFieldsOf(type));
  return (
    <EditedEntry kind="event-types" name={type.name} list={CATALOG}>
      {(form) => <TypeForm first={first} {...form} />}
    </EditedEntry>
  );
}

function ReadType({ type }: { type: CatalogType }): ReactNode {
  const { schema, enforce, builtIn } = type;
  return (
    <>
      <TypeDescription type={type} />
      {enforce && <p className="soft">{text("schemaCheck.enforced")}</p>}
      <TypeData type={type} />
      {schema !== undefined && !builtIn && <ReadRecent type={type} />}
    </>
  );
}

function ReadRecent({ type }: { type: CatalogType }): ReactNode {
  const [fields] = useState(() => typeFieldsOf(type));
  return <RecentPart check={useTypeCheck(fields)} />;
}
