import type { ReactNode } from "react";
import { CodeBlock } from "../../components/code-block.tsx";
import { Opened } from "../../components/opened.tsx";
import { text } from "../../texts/texts.ts";
import type { DeliveryWithAttempts } from "./delivery-types.ts";

const INDENT = 2;

/** A delivery as the API shows it. */
export const RawDelivery = ({ delivery }: { delivery: DeliveryWithAttempts }): ReactNode => (
  <Opened title={text("delivery.raw")}>
    {() => <CodeBlock label={text("delivery.raw")} code={JSON.stringify(delivery, null, INDENT)} />}
  </Opened>
);
