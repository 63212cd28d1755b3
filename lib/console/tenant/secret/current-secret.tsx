import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { components } from "../../client/api.d.ts";
import { answered } from "../../client/api-client.ts";
import { CodeBlock } from "../../components/code-block.tsx";
import { ActFailure } from "../../components/failure.tsx";
import { Moment } from "../../components/moment.tsx";
import { momentText, text } from "../../texts/texts.ts";
import { endpointKey, type WebhookEndpoint } from "../endpoint/use-endpoint.ts";
import { useTenant } from "../tenant-context.ts";

/** Shows the secret on request, because each time is recorded. */
export function CurrentSecret({ endpoint: { id, secretShown, updatedAt } }: { endpoint: WebhookEndpoint }): ReactNode {
  const show = useShowSecret(id);
  // A rotation changes the endpoint: what was shown before may no longer sign.
  const shown = show.data?.updatedAt === updatedAt ? show.data.secrets : undefined;
  return (
    <section className="card form" aria-label={text("secret.current")}>
      <h2>{text("secret.current")}</h2>
      {shown ? (
        <ShownSecrets secrets={shown} />
      ) : (
        <>
          <p className="small soft">{text("secret.recorded")}</p>
          <div className="buttons">
            <button type="button" className="button" disabled={show.isPending} onClick={() => show.mutate(updatedAt)}>
              {text("secret.show")}
            </button>
          </div>
        </>
      )}
      <ActFailure error={show.error} />
      {secretShown && (
        <p className="small soft">
          {text("secret.lastShown")} <Moment at={secretShown.at} />
        </p>
      )}
    </section>
  );
}

function useShowSecret(id: string) {
  const { api } = useTenant();
  const queries = useQueryClient();
  return useMutation({
    gcTime: 0,
    mutationFn: async (updatedAt: string) => {
      const secrets = await answered(api.GET("/api/v1/subscriptions/{id}/secret", { params: { path: { id } } }));
      return { secrets, updatedAt };
    },
    onSuccess: () => void queries.invalidateQueries({ queryKey: endpointKey(id) }),
  });
}

const ShownSecrets = ({
  secrets: { secret, previous = [] },
}: {
  secrets: components["schemas"]["Secrets"];
}): ReactNode => (
  <>
    <CodeBlock label={text("secret.secret")} code={secret} />
    {previous.map((old) => (
      <CodeBlock
        key={old.secret}
        label={
          old.validUntil ? text("secret.previousUntil", { until: momentText(old.validUntil) }) : text("secret.previous")
        }
        code={old.secret}
      />
    ))}
  </>
);
