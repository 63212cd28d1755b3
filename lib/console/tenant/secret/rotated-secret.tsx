import type { ReactNode } from "react";
import type { components } from "../../client/api.d.ts";
import { CodeBlock } from "../../components/code-block.tsx";
import { momentText, text } from "../../texts/texts.ts";
import { publicKeyIn } from "./public-key-in.ts";

interface RotatedSecretProps {
  rotation: components["schemas"]["RotatedSecret"];
  onAgain(): void;
}

/** The new secret once more, for those who haven't copied it. */
export function RotatedSecret({ rotation: { secret, previousValidUntil }, onAgain }: RotatedSecretProps): ReactNode {
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
