import { type ReactNode, useState } from "react";
import { Announcement } from "../../../components/announcement.tsx";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import { ActFailure } from "../../../components/failure.tsx";
import { plainText } from "../../../components/foreign.tsx";
import { text } from "../../../texts/texts.ts";
import { useTenant } from "../../tenant-context.ts";
import { endpointName } from "../endpoint-name.ts";
import type { WebhookEndpoint } from "../use-endpoint.ts";
import { type HealthAct, type HealthOfEndpoint, useHealthAct } from "./use-health.ts";

interface HealthActsProps {
  endpoint: WebhookEndpoint;
  health: HealthOfEndpoint;
}

/** Pauses, resumes or probes an endpoint, for those who may. Asks before a pause, because it stops all deliveries. */
export function HealthActs({ endpoint, health }: HealthActsProps): ReactNode {
  const { can } = useTenant();
  const [asks, setAsks] = useState(false);
  const { mutate, data, variables, error, isPending } = useHealthAct(endpoint.id);
  const acts = actsFor(endpoint, health).filter((act) => can(act === "probe" ? "repair" : "manage"));
  const start = (act: HealthAct) => (act === "pause" ? setAsks(true) : mutate(act));
  return (
    <div className="actions">
      <div className="buttons">
        {acts.map((act) => (
          <button key={act} type="button" className="button small" disabled={isPending} onClick={() => start(act)}>
            {text(`healthAct.${act}`)}
          </button>
        ))}
      </div>
      <Announcement>{data && variables && text(`healthDone.${doneBy(variables, data)}`)}</Announcement>
      {!asks && <ActFailure error={error} />}
      {asks && (
        <ConfirmDialog
          title={text("health.pauseTitle", { name: plainText(endpointName(endpoint)) })}
          action={text("healthAct.pause")}
          busy={isPending}
          error={error}
          onConfirm={() => mutate("pause", { onSuccess: () => setAsks(false) })}
          onClose={() => setAsks(false)}
        >
          <p>{text("health.pauseText")}</p>
        </ConfirmDialog>
      )}
    </div>
  );
}

/** What an act did. A probe needs a held delivery, or else waits for the next event. */
const doneBy = (act: HealthAct, { held }: HealthOfEndpoint): HealthAct | "probeNext" =>
  act === "probe" && held === 0 ? "probeNext" : act;

/** What changes something, in this state. */
function actsFor({ active }: WebhookEndpoint, { state }: HealthOfEndpoint): HealthAct[] {
  if (state === "paused") return ["resume"];
  if (!active) return [];
  return state === "failing" ? ["probe", "pause"] : ["pause"];
}
