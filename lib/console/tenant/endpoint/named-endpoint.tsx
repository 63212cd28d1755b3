import type { ReactNode } from "react";
import { Foreign } from "../../components/foreign.tsx";
import { endpointName } from "./endpoint-name.ts";
import { useEndpoint } from "./use-endpoint.ts";

/** The name or the URL of an endpoint. Shows its id until it is read, and for one that is deleted. */
export function NamedEndpoint({ id }: { id: string }): ReactNode {
  const { data } = useEndpoint(id);
  return <Foreign>{data ? endpointName(data) : id}</Foreign>;
}
