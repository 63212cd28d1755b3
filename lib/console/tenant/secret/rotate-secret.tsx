import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { components } from "../../client/api.d.ts";
import { answered } from "../../client/api-client.ts";
import { ApiProblem } from "../../client/problem.ts";
import { CodeBlock } from "../../components/code-block.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { failureText } from "../../components/failure.tsx";
import { errorsAt } from "../../components/field.tsx";
import { Foreign, plainText } from "../../components/foreign.tsx";
import { momentText, text } from "../../texts/texts.ts";
import { endpointName } from "../endpoint/endpoint-name.ts";
import { endpointKey, type WebhookEndpoint } from "../endpoint/use-endpoint.ts";
import { useTenant } from "../tenant-context.ts";
import { GraceField } from "./grace-field.tsx";
import { Proof } from "./proof.tsx";
import { publicKeyIn } from "./public-key-in.ts";
import { endpointKeysKey } from "./public-keys.tsx";
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
        <Rotated rotation={rotate.data} onAgain={rotate.reset} />
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
      {rotate.error && <RotationFailure error={rotate.error} />}
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

/** What its fields don't say. */
function RotationFailure({ error }: { error: Error }): ReactNode {
  if (error instanceof ApiProblem && error.fields.length > 0) return null;
  return (
    <p className="notice bad" role="alert">
      <Foreign>{failureText(error)}</Foreign>
    </p>
  );
}

interface RotatedProps {
  rotation: components["schemas"]["RotatedSecret"];
  onAgain(): void;
}

/** The new secret once more, for those who haven't copied it. */
function Rotated({ rotation: { secret, previousValidUntil }, onAgain }: RotatedProps): ReactNode {
  const publicKey = publicKeyIn(secret);
  return (
    <>
      <p className="notice good" role="status">
        {previousValidUntil ? text("rotate.doneUntil", { until: momentText(previousValidUntil) }) : text("rotate.done")}
      </p>
      <CodeBlock label={text(publicKey ? "secret.newPublicKey" : "secret.newSecret")} code={publicKey ?? secret} />
      <div className="buttons">
        <button type="button" className="button" onClick={onAgain}>
          {text("rotate.again")}
        </button>
      </div>
    </>
  );
}
