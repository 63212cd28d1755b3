import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useLocation } from "wouter";
import { answered } from "../../client/api-client.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { plainText } from "../../components/foreign.tsx";
import { text } from "../../texts/texts.ts";
import { endpointName } from "../endpoint/endpoint-name.ts";
import { endpointKey, type WebhookEndpoint } from "../endpoint/use-endpoint.ts";
import { useTenant } from "../tenant-context.ts";

/** Deletes an endpoint. Asks before, and says what is lost. */
export function DeleteEndpoint({ endpoint, leave }: { endpoint: WebhookEndpoint; leave(): void }): ReactNode {
  const [asking, setAsking] = useState(false);
  const remove = useDelete(endpoint.id, leave);
  const name = plainText(endpointName(endpoint));
  const ask = () => {
    remove.reset();
    setAsking(true);
  };
  return (
    <section className="card danger-zone">
      <div>
        <h2>{text("delete.title")}</h2>
        <p className="small soft">{text("delete.help")}</p>
      </div>
      <button type="button" className="button danger" onClick={ask}>
        {text("delete.action")}
      </button>
      {asking && (
        <ConfirmDialog
          title={text("delete.ask", { name })}
          action={text("delete.action")}
          dangerous
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate()}
          onClose={() => setAsking(false)}
        >
          <p>{text("delete.lost")}</p>
          <p className="soft">{text("delete.kept")}</p>
        </ConfirmDialog>
      )}
    </section>
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
