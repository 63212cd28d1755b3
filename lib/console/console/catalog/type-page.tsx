import "../../design/editing.css";
import "../../tenant/catalog/catalog.css";
import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import { indentedJson } from "../../client/indented-json.ts";
import { CodeBlock } from "../../components/code-block.tsx";
import { Failure } from "../../components/failure.tsx";
import { Foreign, plainText } from "../../components/foreign.tsx";
import { NoSuchPage, PageFrame } from "../../components/page-frame.tsx";
import { Section } from "../../components/section.tsx";
import { Loading } from "../../components/states.tsx";
import { SchemaFields } from "../../tenant/catalog/schema/schema-fields.tsx";
import { rootNode } from "../../tenant/catalog/schema/schema-node.ts";
import { typeNameIn } from "../../tenant/catalog/type-name-in.ts";
import type { CatalogType } from "../../tenant/catalog/use-catalog.ts";
import { sameAsCatalogType } from "../../tenant/same-as.ts";
import { text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";
import { CATALOG } from "./catalog-paths.ts";
import { EditedEntry } from "./edited-entry.tsx";
import { RecentPart, useTypeCheck } from "./schema/schema-part.tsx";
import { typeFieldsOf } from "./type-fields.ts";
import { TypeForm } from "./type-form.tsx";
import { useConsoleCatalog } from "./use-console-catalog.ts";

/** One event type. Those who may change it get its editor. */
export function TypePage({ parameter }: { parameter: string }): ReactNode {
  const name = typeNameIn(parameter);
  const { data, error, refetch } = useConsoleCatalog();
  const type = data?.types.find((one) => one.name === name);
  if (data && !type) return <NoSuchPage />;
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
      {type && <TypeContent type={type} />}
      {!data && (error ? <Failure error={error} again={() => void refetch()} /> : <Loading />)}
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
  const { description, schema, exampleText, enforce, builtIn } = type;
  return (
    <>
      {description && (
        <p className="type-description">
          <Foreign>{description}</Foreign>
        </p>
      )}
      {enforce && <p className="soft">{text("schemaCheck.enforced")}</p>}
      <Section title={text("catalog.fields")}>
        {schema === undefined ? (
          <p className="soft">{text("catalog.noSchema")}</p>
        ) : (
          <div className="card schema-card">
            <SchemaFields node={rootNode(schema)} />
          </div>
        )}
      </Section>
      {exampleText !== undefined && (
        <Section title={text("catalog.example")}>
          <CodeBlock label={text("catalog.exampleData")} code={indentedJson(exampleText)} />
        </Section>
      )}
      {schema !== undefined && !builtIn && <ReadRecent type={type} />}
    </>
  );
}

function ReadRecent({ type }: { type: CatalogType }): ReactNode {
  const [fields] = useState(() => typeFieldsOf(type));
  return <RecentPart check={useTypeCheck(fields)} />;
}
