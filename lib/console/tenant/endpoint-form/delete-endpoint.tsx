import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useLocation } from "wouter";
import { answered } from "../../client/api-client.ts";
import { DangerZone } from "../../components/danger-zone.tsx";
import { plainText } from "../../components/foreign.tsx";
import { text } from "../../texts/texts.ts";
import { endpointName } from "../endpoint/endpoint-name.ts";
import { endpointKey, type WebhookEndpoint } from "../endpoint/use-endpoint.ts";
import { useTenant } from "../tenant-context.ts";

/** Deletes an endpoint. Asks before, and says what is lost. */
export function DeleteEndpoint({ endpoint, leave }: { endpoint: WebhookEndpoint; leave(): void }): ReactNode {
  return (
    <DangerZone
      title={text("delete.title")}
      help={text("delete.help")}
      action={text("delete.action")}
      question={text("delete.ask", { name: plainText(endpointName(endpoint)) })}
      act={useDelete(endpoint.id, leave)}
    >
      <p>{text("delete.lost")}</p>
      <p className="soft">{text("delete.kept")}</p>
    </DangerZone>
  );
}

function useDelete(id: string, leave: () => void) {
  const { api } = useTenant();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  return useMutation({
    mutationFn: () => answered(api.DELETE("/api/v1/subscriptions/{id}", { params: { path: { id } } })),
    onSuccess: () => {
      leave();
      navigate("/");
      queries.removeQueries({ queryKey: endpointKey(id) });
      void queries.invalidateQueries({ queryKey: ["endpoints"] });
    },
  });
}
