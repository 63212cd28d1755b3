import type { ReactNode } from "react";
import { text } from "../../texts/texts.ts";
import { EndpointFrame } from "../endpoint/endpoint-frame.tsx";
import { useTenant } from "../tenant-context.ts";
import { RecoverForm } from "./recover-form.tsx";
import { ReplayList } from "./replay-list.tsx";

/** Sends missed deliveries of an endpoint again: which, a preview, and the progress of each replay. */
export function RecoverPage({ id }: { id: string }): ReactNode {
  const { can } = useTenant();
  return (
    <EndpointFrame id={id} title={text("recover.title")}>
      {() => (
        <>
          {can("repair") && <RecoverForm endpointId={id} />}
          <ReplayList endpointId={id} />
        </>
      )}
    </EndpointFrame>
  );
}
