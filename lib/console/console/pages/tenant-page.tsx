import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { answered } from "../../client/api-client.ts";
import { Fact, Facts } from "../../components/facts.tsx";
import { Failure } from "../../components/failure.tsx";
import { Foreign, plainText } from "../../components/foreign.tsx";
import { PageFrame } from "../../components/page-frame.tsx";
import { Loading } from "../../components/states.tsx";
import { momentText, text } from "../../texts/texts.ts";
import { useConsoleApi } from "../console-context.ts";

/** One tenant. */
export function TenantPage({ id }: { id: string }): ReactNode {
  const api = useConsoleApi();
  const { data, error, refetch } = useQuery({
    queryKey: ["tenant", id],
    queryFn: ({ signal }) => answered(api.GET("/api/v1/tenants/{id}", { params: { path: { id } }, signal })),
  });
  const title = data?.name || id;
  return (
    <PageFrame
      title={<Foreign>{title}</Foreign>}
      documentTitle={`${plainText(title)} · ${text("console.title")}`}
      summary={<Link href="/tenants">{text("tenants.title")}</Link>}
    >
      {data && (
        <Facts>
          <Fact name={text("tenant.id")}>
            <code>
              <Foreign>{data.id}</Foreign>
            </code>
          </Fact>
          <Fact name={text("tenant.created")}>{momentText(data.createdAt)}</Fact>
          <Fact name={text("tenant.dialect")}>{data.dialect ?? text("tenant.asStack")}</Fact>
          <Fact name={text("tenant.retries")}>{data.maxRetries ?? text("tenant.asStack")}</Fact>
        </Facts>
      )}
      {error && <Failure error={error} again={() => void refetch()} />}
      {!data && !error && <Loading />}
    </PageFrame>
  );
}
