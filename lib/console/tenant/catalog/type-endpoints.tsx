import type { ReactNode } from "react";
import { Link } from "wouter";
import { Failure } from "../../components/failure.tsx";
import { Foreign } from "../../components/foreign.tsx";
import { HealthBadge } from "../../components/health-badge.tsx";
import { Loading } from "../../components/states.tsx";
import { text } from "../../texts/texts.ts";
import { endpointPath } from "../paths.ts";
import type { useTypeEndpoints } from "./use-type-endpoints.ts";

/** So many endpoints are listed. */
const MOST = 20;

/** Which endpoints ask for a type. */
export function TypeEndpoints({ endpoints }: { endpoints: ReturnType<typeof useTypeEndpoints> }): ReactNode {
  const { data, error, refetch } = endpoints;
  if (!data) return error ? <Failure error={error} again={() => void refetch()} /> : <Loading />;
  if (data.length === 0) return <p className="soft">{text("catalog.noEndpoints")}</p>;
  return (
    <ul className="type-endpoints card">
      {data.slice(0, MOST).map(({ id, name, url = id, filter, ...endpoint }) => (
        <li key={id}>
          <Link href={endpointPath(id)}>
            <Foreign>{name ?? url}</Foreign>
          </Link>
          {filter !== undefined && <span className="small soft">{text("catalog.filtered")}</span>}
          <HealthBadge {...endpoint} />
        </li>
      ))}
      {data.length > MOST && <li className="soft">{text("catalog.moreEndpoints", { count: data.length - MOST })}</li>}
    </ul>
  );
}
