import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { components } from "../../client/api.d.ts";
import { answered } from "../../client/api-client.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { ActFailure } from "../../components/failure.tsx";
import { plainText } from "../../components/foreign.tsx";
import { errorsAt } from "../../components/form/field.tsx";
import { text } from "../../texts/texts.ts";
import { endpointName } from "../endpoint/endpoint-name.ts";
import { endpointKey, type WebhookEndpoint } from "../endpoint/use-endpoint.ts";
import { useTenant } from "../tenant-context.ts";
import { GraceField } from "./grace-field.tsx";
import { Proof } from "./proof.tsx";
import { endpointKeysKey } from "./public-keys.tsx";
import { RotatedSecret } from "./rotated-secret.tsx";
import { type RotationWay, RotationWays } from "./rotation-ways.tsx";
import { SecretChoice, secretIn } from "./secret-choice.tsx";
import { useGeneratedSecret } from "./use-generated-secret.ts";

const NOTHING_TYPED = { own: false, typed: "" };
const FIRST_GRACE = 24 * 3600;

/** Replaces the secret: after a test with the new one, with a time in which both sign, or at once. */
export function RotateSecret({ endpoint }: { endpoint: WebhookEndpoint }): ReactNode {
  const rotate = useRotate(endpoint.id);
  return (
    <section className="card form" aria-label={text("rotate.title")}>
      <h2>{text("rotate.title")}</h2>
      {rotate.data ? (
        <RotatedSecret rotation={rotate.data} onAgain={rotate.reset} />
      ) : (
        <RotationForm endpoint={endpoint} rotate={rotate} />
      )}
    </section>
  );
}

function RotationForm({ endpoint, rotate }: { endpoint: WebhookEndpoint; rotate: Rotation }): ReactNode {
  const { can } = useTenant();
  const provable = can("test") && !endpoint.pull;
  const [way, setWay] = useState<RotationWay>(provable ? "proof" : "grace");
  const [chosen, setChosen] = useState(NOTHING_TYPED);
  const [graceSeconds, setGrace] = useState(FIRST_GRACE);
  const [asking, setAsking] = useState(false);
  const generated = useGeneratedSecret(endpoint.dialect, true);
  const secret = secretIn(chosen, generated);
  const go = () => {
    setAsking(false);
    if (secret !== undefined) rotate.mutate({ secret, graceSeconds: way === "grace" ? graceSeconds : 0 });
  };
  const busy = rotate.isPending || secret === undefined;
  return (
    <>
      <RotationWays value={way} onChange={setWay} provable={provable} />
      <h3>{text("secret.newSecret")}</h3>
      <SecretChoice
        generated={generated}
        value={chosen}
        onChange={setChosen}
        errors={errorsAt(rotate.error, "/secret")}
      />
      {way === "grace" && (
        <GraceField value={graceSeconds} onChange={setGrace} errors={errorsAt(rotate.error, "/graceSeconds")} />
      )}
      <ActFailure error={rotate.error} exceptFields />
      {way === "proof" ? (
        <Proof endpoint={endpoint} secret={secret} busy={rotate.isPending} onProved={go} />
      ) : (
        <div className="buttons">
          <button
            type="button"
            className="button main"
            disabled={busy}
            onClick={way === "now" ? () => setAsking(true) : go}
          >
            {text(`rotate.submit.${way}`)}
          </button>
        </div>
      )}
      {asking && (
        <ConfirmDialog
          title={text("rotate.ask.title", { name: plainText(endpointName(endpoint)) })}
          action={text("rotate.submit.now")}
          dangerous
          onConfirm={go}
          onClose={() => setAsking(false)}
        >
          <p>{text("rotate.ask.text")}</p>
        </ConfirmDialog>
      )}
    </>
  );
}

type Rotation = ReturnType<typeof useRotate>;

function useRotate(id: string) {
  const { api } = useTenant();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: components["schemas"]["Rotation"]) =>
      answered(api.POST("/api/v1/subscriptions/{id}/rotate-secret", { params: { path: { id } }, body })),
    onSuccess: () => {
      for (const queryKey of [endpointKey(id), endpointKeysKey(id)]) void queries.invalidateQueries({ queryKey });
    },
  });
}
