import { QueryContent } from "../../components/query-content.tsx";
import "../../design/editing.css";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { builtInReceiverDialect } from "../../../dialects/receivers/receiver-code.ts";
import type { ReceiverDialect } from "../../../dialects/receivers/receiver-scheme.ts";
import { answered } from "../../client/api-client.ts";
import { CodeBlock } from "../../components/code-block.tsx";
import { Foreign, plainText } from "../../components/foreign.tsx";
import { Moment } from "../../components/moment.tsx";
import { PageFrame } from "../../components/page-frame.tsx";
import { Section } from "../../components/section.tsx";
import type { SameAs } from "../../components/site.ts";
import { text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";
import { isDefined, type KnownDialect } from "./definition-fields.ts";
import { newDialectPath } from "./dialect-path.ts";
import { ReceiverPart, TrialPreview, TrialSample, TrialTry } from "./trial-sections.tsx";
import { useTrial } from "./use-trial.ts";

/** One dialect: its definition, what it sends, and how to receive that. */
export function DialectPage({ name }: { name: string }): ReactNode {
  const { mayChange, api } = useConsole();
  const query = useQuery({
    queryKey: ["dialect", name],
    queryFn: ({ signal }) => answered(api.GET("/api/v1/dialects/{id}", { params: { path: { id: name } }, signal })),
  });
  const { data } = query;
  return (
    <PageFrame
      title={<Foreign>{name}</Foreign>}
      documentTitle={`${plainText(name)} · ${text("dialects.title")}`}
      summary={
        <>
          <Link href="/dialects">{text("dialects.title")}</Link> {data && <Kind dialect={data} />}
        </>
      }
      actions={
        mayChange &&
        data &&
        isDefined(data) && (
          <Link href={newDialectPath(name)} className="button">
            {text("dialect.copy")}
          </Link>
        )
      }
      sameAs={sameAs(name)}
    >
      <QueryContent query={query}>{(dialect) => <DialectContent dialect={dialect} />}</QueryContent>
    </PageFrame>
  );
}

const sameAs = (name: string): SameAs => ({
  command: ["dialects", "show", name],
  request: { method: "GET", path: `/api/v1/dialects/${encodeURIComponent(name)}` },
});

const Kind = ({ dialect: { builtIn, createdAt } }: { dialect: KnownDialect }): ReactNode => (
  <>
    {builtIn && <span className="badge">{text("dialects.builtIn")}</span>}
    {createdAt && (
      <span className="small">
        {text("dialect.registered")} <Moment at={createdAt} />
      </span>
    )}
  </>
);

function DialectContent({ dialect }: { dialect: KnownDialect }): ReactNode {
  const { mayChange } = useConsole();
  const { name, builtIn: _builtIn, createdAt: _createdAt, ...definition } = dialect;
  const receiver = isDefined(dialect) ? (dialect as ReceiverDialect) : builtInReceiverDialect(name);
  return (
    <>
      <Section title={text("dialect.definition")}>
        {isDefined(dialect) ? (
          <CodeBlock label={text("dialect.definition")} code={JSON.stringify({ name, ...definition }, null, 2)} />
        ) : (
          <p className="soft">{text("dialect.byCode")}</p>
        )}
      </Section>
      {mayChange && <KnownTrial name={name} />}
      {receiver && <ReceiverPart name={name} receiver={receiver} />}
    </>
  );
}

function KnownTrial({ name }: { name: string }): ReactNode {
  const trial = useTrial({ name }, name);
  return (
    <>
      <TrialSample trial={trial} />
      <TrialPreview trial={trial} />
      <TrialTry trial={trial} />
    </>
  );
}
