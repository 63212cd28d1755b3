import { type ReactNode, useState } from "react";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { failureText } from "../../components/failure.tsx";
import { Foreign, plainText } from "../../components/foreign.tsx";
import { Switch } from "../../components/switch.tsx";
import { text } from "../../texts/texts.ts";
import { endpointName } from "./endpoint-name.ts";
import { useChangeEndpoint } from "./use-change-endpoint.ts";
import type { WebhookEndpoint } from "./use-endpoint.ts";

/** Switches an endpoint on or off. Asks before it switches one off, because events are then lost to it. */
export function ActiveSwitch({ endpoint }: { endpoint: WebhookEndpoint }): ReactNode {
  const [asking, setAsking] = useState(false);
  const change = useChangeEndpoint(endpoint.id);
  const name = plainText(endpointName(endpoint));
  const switchTo = (active: boolean) => change.mutate({ active }, { onSuccess: () => setAsking(false) });
  const ask = () => {
    change.reset();
    setAsking(true);
  };
  return (
    <span className="row-control">
      <Switch
        label={text("switch.label", { name })}
        on={endpoint.active}
        disabled={change.isPending}
        onChange={(on) => (on ? switchTo(true) : ask())}
      />
      <span className="hidden-text" role="status">
        {change.isSuccess && text(endpoint.active ? "switch.isOn" : "switch.isOff", { name })}
      </span>
      {change.error && !asking && (
        <span className="small field-error" role="alert">
          <Foreign>{failureText(change.error)}</Foreign>
        </span>
      )}
      {asking && (
        <ConfirmDialog
          title={text("switch.off.title", { name })}
          action={text("switch.off.action")}
          busy={change.isPending}
          error={change.error}
          onConfirm={() => switchTo(false)}
          onClose={() => setAsking(false)}
        >
          <p>{text("switch.off.skipped")}</p>
          <p className="soft">{text("switch.off.pause")}</p>
        </ConfirmDialog>
      )}
    </span>
  );
}
