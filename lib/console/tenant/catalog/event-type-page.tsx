import { QueryContent } from "../../components/query-content.tsx";
import { TypeCondition, TypeData, TypeDescription } from "./type-sections.tsx";
import "./catalog.css";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { Foreign, plainText } from "../../components/foreign.tsx";
import { NoSuchPage, PageFrame } from "../../components/page-frame.tsx";
import { Section } from "../../components/section.tsx";
import { text } from "../../texts/texts.ts";
import { sameAsCatalogType } from "../same-as.ts";
import { useTenant } from "../tenant-context.ts";
import { ReceiverSection } from "./receiver-section.tsx";
import { TypeEndpoints } from "./type-endpoints.tsx";
import { type CatalogType, type DerivedCatalogType, useCatalog } from "./use-catalog.ts";
import { useTypeEndpoints } from "./use-type-endpoints.ts";

/** One event type. */
export function EventTypePage({ name }: { name: string }): ReactNode {
  const { can } = useTenant();
  const catalog = useCatalog();
  const { data } = catalog;
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
      <QueryContent query={catalog}>{() => <TypeContent name={name} type={type} derived={derived} />}</QueryContent>
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
  return (
    <>
      <TypeDescription type={derived ?? type} />
      {derived && (
        <Section title={text("catalog.condition")}>
          <TypeCondition type={derived} />
        </Section>
      )}
      <TypeData type={type} />
      <Section title={text("catalog.endpoints")}>
        <QueryContent query={endpoints}>{(found) => <TypeEndpoints endpoints={found} />}</QueryContent>
      </Section>
      <Section title={text("receiver.title")}>
        <ReceiverSection endpoints={endpoints.data ?? []} />
      </Section>
    </>
  );
}
