import type { ReactNode } from "react";
import { text } from "../../texts/texts.ts";
import { EndpointFrame } from "../endpoint/endpoint-frame.tsx";
import { useDialects } from "../endpoint/use-dialects.ts";
import type { WebhookEndpoint } from "../endpoint/use-endpoint.ts";
import { sameAsSecret } from "../same-as.ts";
import { useTenant } from "../tenant-context.ts";
import { CurrentSecret } from "./current-secret.tsx";
import { PublicKeys } from "./public-keys.tsx";
import { RotateSecret } from "./rotate-secret.tsx";

/** The secret of an endpoint: what it is, and how to replace it. */
export const SecretPage = ({ id }: { id: string }): ReactNode => (
  <EndpointFrame id={id} title={text("secret.title")} sameAs={sameAsSecret(id)}>
    {(endpoint) => <SecretSections endpoint={endpoint} />}
  </EndpointFrame>
);

function SecretSections({ endpoint }: { endpoint: WebhookEndpoint }): ReactNode {
  const { can } = useTenant();
  const dialect = useDialects().find(({ name }) => name === endpoint.dialect);
  return (
    <div className="form wide">
      {dialect?.algorithm === "ed25519" ? (
        <PublicKeys id={endpoint.id} />
      ) : (
        can("viewSecret") && <CurrentSecret endpoint={endpoint} />
      )}
      {can("manageSecret") && <RotateSecret endpoint={endpoint} />}
    </div>
  );
}
