import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { bodyIn } from "../../client/api-client.ts";
import { Failure } from "../../components/failure.tsx";
import { Loading } from "../../components/states.tsx";
import { text } from "../../texts/texts.ts";
import { EndpointFrame } from "../endpoint/endpoint-frame.tsx";
import { useTenant } from "../tenant-context.ts";
import { EditedEndpoint } from "./edited-endpoint.tsx";

/** Changes an endpoint, or deletes it. */
export const EditEndpointPage = ({ id }: { id: string }): ReactNode => (
  <EndpointFrame id={id} title={text("form.edit.title")}>
    {() => <Settings id={id} />}
  </EndpointFrame>
);

function Settings({ id }: { id: string }): ReactNode {
  const { data, error, refetch } = useTaggedEndpoint(id);
  if (error) return <Failure error={error} again={() => void refetch()} />;
  if (!data) return <Loading />;
  return <EditedEndpoint key={data.etag} {...data} reload={() => void refetch()} />;
}

/** The endpoint with the tag of its state. It is read once, so that nothing that somebody typed is replaced. */
function useTaggedEndpoint(id: string) {
  const { api } = useTenant();
  return useQuery({
    queryKey: ["edited-endpoint", id],
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    queryFn: async ({ signal }) => {
      const answer = await api.GET("/api/v1/subscriptions/{id}", { params: { path: { id } }, signal });
      return { endpoint: bodyIn(answer), etag: answer.response.headers.get("etag") ?? "*" };
    },
  });
}
