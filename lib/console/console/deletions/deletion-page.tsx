import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { answered } from "../../client/api-client.ts";
import { pollEvery } from "../../client/live.ts";
import { Countdown } from "../../components/countdown.tsx";
import { Fact, Facts } from "../../components/facts.tsx";
import { Foreign, plainText } from "../../components/foreign.tsx";
import { Moment } from "../../components/moment.tsx";
import { PageFrame } from "../../components/page-frame.tsx";
import { QueryContent } from "../../components/query-content.tsx";
import { text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";
import { consolePath } from "../console-paths.ts";
import { type Deletion, ERASED_AFTER_MS, isUnderWay, sameAsDeletion } from "./deletion-requests.ts";
import { DeletionState } from "./deletion-state.tsx";

/** How far the erasure of a deleted tenant is. */
export function DeletionPage({ id }: { id: string }): ReactNode {
  const query = useDeletion(id);
  const { data } = query;
  const title = data ? text("deletion.title", { tenant: plainText(data.tenantId) }) : text("deletions.title");
  return (
    <PageFrame
      title={title}
      summary={<Link href={consolePath("/tenant-deletions")}>{text("deletions.title")}</Link>}
      sameAs={sameAsDeletion(id)}
    >
      <QueryContent query={query}>{(deletion) => <DeletionFacts deletion={deletion} />}</QueryContent>
    </PageFrame>
  );
}

function useDeletion(id: string) {
  const { api } = useConsole();
  return useQuery({
    queryKey: ["tenant-deletion", id],
    queryFn: ({ signal }) => answered(api.GET("/api/v1/tenant-deletions/{id}", { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => pollEvery(state.data !== undefined && isUnderWay(state.data)),
  });
}

function DeletionFacts({ deletion }: { deletion: Deletion }): ReactNode {
  const { tenantId, state, erased, createdAt, updatedAt, finishedAt } = deletion;
  const begins = new Date(Date.parse(createdAt) + ERASED_AFTER_MS).toISOString();
  return (
    <>
      <p role="status">{text(`deletionSays.${state}`)}</p>
      <Facts>
        <Fact name={text("deletion.state")}>
          <DeletionState state={state} />
        </Fact>
        <Fact name={text("deletion.tenant")}>
          <code>
            <Foreign>{tenantId}</Foreign>
          </code>
        </Fact>
        <Fact name={text("deletion.deleted")}>
          <Moment at={createdAt} />
        </Fact>
        {state === "waiting" && (
          <Fact name={text("deletion.begins")}>
            <Countdown to={begins} />
          </Fact>
        )}
        <Fact name={text("deletion.events")}>{text("app.number", { count: erased.events })}</Fact>
        <Fact name={text("deletion.deliveries")}>{text("app.number", { count: erased.deliveries })}</Fact>
        <Fact name={text("deletion.updated")}>
          <Moment at={updatedAt} />
        </Fact>
        <Fact name={text("deletion.finished")}>{finishedAt && <Moment at={finishedAt} />}</Fact>
      </Facts>
    </>
  );
}
