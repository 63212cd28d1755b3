import { type ReactNode, useContext, useEffect, useId, useRef, useState } from "react";
import { CodeBlock } from "../../components/code-block.tsx";
import type { SameAs } from "../../components/site.ts";
import { TenantContext } from "../../tenant/tenant-context.ts";
import { text } from "../../texts/texts.ts";
import { commandText, curlText } from "./shell-text.ts";

/** Shows the request and the command that do what a page does. */
export function SameAsButton(sameAs: SameAs): ReactNode {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="button quiet" onClick={() => setOpen(true)}>
        {text("sameAs.open")}
      </button>
      {open && <SameAsDialog {...sameAs} onClose={() => setOpen(false)} />}
    </>
  );
}

function SameAsDialog({ command, request, onClose }: SameAs & { onClose(): void }): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const tenantId = useContext(TenantContext)?.tenantId;
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const ofTenant = !request.path.startsWith("/api/v1/tenants");
  const place = { origin: window.location.origin, tenantId: ofTenant ? tenantId : undefined };
  return (
    <dialog ref={dialog} className="dialog wide" aria-labelledby={id} onClose={onClose}>
      <h2 id={id}>{text("sameAs.title")}</h2>
      {command && <CodeBlock label={text("sameAs.command")} code={commandText(command, place)} />}
      <CodeBlock label={text("sameAs.request")} code={curlText(request, place)} />
      <p className="small soft">{text("sameAs.key")}</p>
      <div className="buttons">
        <button type="button" className="button" onClick={() => dialog.current?.close()}>
          {text("dialog.close")}
        </button>
      </div>
    </dialog>
  );
}
