import "./catalog.css";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { indentedJson } from "../../client/indented-json.ts";
import { CodeBlock } from "../../components/code-block.tsx";
import { Failure } from "../../components/failure.tsx";
import { Foreign, plainText } from "../../components/foreign.tsx";
import { NoSuchPage, PageFrame } from "../../components/page-frame.tsx";
import { Section } from "../../components/section.tsx";
import { Loading } from "../../components/states.tsx";
import { text } from "../../texts/texts.ts";
import { sameAsCatalogType } from "../same-as.ts";
import { useTenant } from "../tenant-context.ts";
import { ReceiverSection } from "./receiver-section.tsx";
import { SchemaFields } from "./schema/schema-fields.tsx";
import { rootNode } from "./schema/schema-node.ts";
import { TypeEndpoints } from "./type-endpoints.tsx";
import { type CatalogType, type DerivedCatalogType, useCatalog } from "./use-catalog.ts";
import { useTypeEndpoints } from "./use-type-endpoints.ts";

/** One event type. */
export function EventTypePage({ name }: { name: string }): ReactNode {
  const { can } = useTenant();
  const { data, error, refetch } = useCatalog();
  const derived = data?.derived.find((one) => one.name === name);
  const type = data?.types.find((one) => one.name === (derived?.from ?? name));
  if (data && !type && !derived) return <NoSuchPage />;
  return (
    <PageFrame
      title={<Foreign>{name}</Foreign>}
      sameAs={sameAsCatalogType(derived ? "derived-types" : "event-types", name)}
      documentTitle={`${plainText(name)} · ${text("catalog.title")}`}
      summary={
        <>
          <Link href="/event-types">{text("catalog.title")}</Link> <Badges type={type} derived={derived} />
        </>
      }
      actions={
        can("manage") && (
          <Link href={`/endpoints/new?type=${encodeURIComponent(name)}`} className="button">
            {text("catalog.use")}
          </Link>
        )
      }
    >
      {data && <TypeContent name={name} type={type} derived={derived} />}
      {!data && (error ? <Failure error={error} again={() => void refetch()} /> : <Loading />)}
    </PageFrame>
  );
}

interface TypeParts {
  /** The type itself, or the one that it derives from. */
  type: CatalogType | undefined;
  derived: DerivedCatalogType | undefined;
}

const Badges = ({ type, derived }: TypeParts): ReactNode => (
  <>
    {(derived ? undefined : type?.group) && (
      <span className="badge">
        <Foreign>{type?.group ?? ""}</Foreign>
      </span>
    )}{" "}
    {derived && <span className="badge">{text("catalog.derived")}</span>}
    {!derived && type?.deprecated && <span className="badge warn">{text("catalog.deprecated")}</span>}
  </>
);

function TypeContent({ name, type, derived }: TypeParts & { name: string }): ReactNode {
  const endpoints = useTypeEndpoints(name);
  const description = derived ? derived.description : type?.description;
  return (
    <>
      {description && (
        <p className="type-description">
          <Foreign>{description}</Foreign>
        </p>
      )}
      {derived && <Derivation derived={derived} />}
      <Section title={text("catalog.fields")}>
        {type?.schema === undefined ? (
          <p className="soft">{text("catalog.noSchema")}</p>
        ) : (
          <div className="card schema-card">
            <SchemaFields node={rootNode(type.schema)} />
          </div>
        )}
      </Section>
      {type?.exampleText !== undefined && (
        <Section title={text("catalog.example")}>
          <CodeBlock label={text("catalog.exampleData")} code={indentedJson(type.exampleText)} />
        </Section>
      )}
      <Section title={text("catalog.endpoints")}>
        <TypeEndpoints endpoints={endpoints} />
      </Section>
      <Section title={text("receiver.title")}>
        <ReceiverSection endpoints={endpoints.data ?? []} />
      </Section>
    </>
  );
}

const Derivation = ({ derived: { from, when } }: { derived: DerivedCatalogType }): ReactNode => (
  <Section title={text("catalog.condition")}>
    <p className="soft">{text("catalog.conditionText", { from })}</p>
    <CodeBlock label={text("catalog.condition")} code={when} />
  </Section>
);
