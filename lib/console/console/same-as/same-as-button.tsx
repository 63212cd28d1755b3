import { type ReactNode, useContext, useState } from "react";
import { CodeBlock } from "../../components/code-block.tsx";
import { DetailsDialog } from "../../components/details-dialog.tsx";
import type { SameAs } from "../../components/site.ts";
import { TenantContext } from "../../tenant/tenant-context.ts";
import { text } from "../../texts/texts.ts";
import { commandText, curlText } from "./shell-text.ts";

/** Shows the request and the command that do what a page does. */
export function SameAsButton(sameAs: SameAs): ReactNode {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="button quiet small soft" onClick={() => setOpen(true)}>
        {text("sameAs.open")}
      </button>
      {open && <SameAsDialog {...sameAs} onClose={() => setOpen(false)} />}
    </>
  );
}

function SameAsDialog({ command, request, onClose }: SameAs & { onClose(): void }): ReactNode {
  const tenantId = useContext(TenantContext)?.tenantId;
  const ofTenant = !request.path.startsWith("/api/v1/tenants");
  const place = { origin: window.location.origin, tenantId: ofTenant ? tenantId : undefined };
  return (
    <DetailsDialog title={text("sameAs.title")} onClose={onClose}>
      {command && <CodeBlock label={text("sameAs.command")} code={commandText(command, place)} />}
      <CodeBlock label={text("sameAs.request")} code={curlText(request, place)} />
      <p className="small soft">{text("sameAs.key")}</p>
    </DetailsDialog>
  );
}
