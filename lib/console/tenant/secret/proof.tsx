import { type ReactNode, useState } from "react";
import { ActFailure } from "../../components/failure.tsx";
import { text } from "../../texts/texts.ts";
import type { WebhookEndpoint } from "../endpoint/use-endpoint.ts";
import { TestResult } from "../test-send/test-result.tsx";
import { useTestSend } from "../test-send/use-test-send.ts";

interface ProofProps {
  endpoint: WebhookEndpoint;
  /** The new secret. Undefined while there is none. */
  secret: string | undefined;
  /** The rotation is under way. */
  busy: boolean;
  /** The receiver has accepted a request that this secret signed, and the user wants to rotate. */
  onProved(): void;
}

/** Tests the receiver with the new secret. Only then can the secret be rotated to it. */
export function Proof({ endpoint, secret, busy, onProved }: ProofProps): ReactNode {
  const [tested, setTested] = useState<string>();
  const send = useTestSend(endpoint.id);
  const test = () => {
    setTested(secret);
    send.mutate({ secret });
  };
  const isOfSecret = tested === secret;
  const passed = isOfSecret && send.data?.state === "delivered";
  return (
    <>
      <p className="small soft">{text("proof.help")}</p>
      <div className="buttons">
        <button
          type="button"
          className={passed ? "button" : "button main"}
          disabled={secret === undefined || send.isPending}
          onClick={test}
        >
          {text(send.isPending ? "test.busy" : "proof.test")}
        </button>
        {passed && (
          <button type="button" className="button main" disabled={busy} onClick={onProved}>
            {text("proof.rotate")}
          </button>
        )}
      </div>
      {isOfSecret && <ActFailure error={send.error} />}
      {isOfSecret && send.data && <TestResult test={send.data} />}
    </>
  );
}
