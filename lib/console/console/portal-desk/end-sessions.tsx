import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { answered } from "../../client/api-client.ts";
import { Announcement } from "../../components/announcement.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { plainText } from "../../components/foreign.tsx";
import { ActForm } from "../../components/form/act-form.tsx";
import { TextField } from "../../components/form/text-field.tsx";
import { Section } from "../../components/section.tsx";
import { text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";
import { sameAsSessionsEnd } from "./link-fields.ts";

/** Ends the sessions of one actor, or all of the tenant's. */
export function EndSessions({ tenantId }: { tenantId: string }): ReactNode {
  const [actor, setActor] = useState("");
  const [asking, setAsking] = useState(false);
  const end = useEndSessions(tenantId, () => setAsking(false));
  const ask = () => {
    end.reset();
    setAsking(true);
  };
  const who = plainText(actor);
  return (
    <Section title={text("portalSessions.title")}>
      <ActForm
        error={asking ? undefined : end.error}
        shown={["/actor"]}
        submit={text("portalSessions.end")}
        dangerous
        busy={end.isPending}
        onSubmit={ask}
        sameAs={sameAsSessionsEnd(tenantId, actor)}
      >
        <div className="card form">
          <TextField
            label={text("portalLinkField.actor")}
            help={text("portalSessions.actorHelp")}
            value={actor}
            onChange={setActor}
            error={end.error}
            pointer="/actor"
          />
        </div>
      </ActForm>
      <Announcement>{end.isSuccess ? text("portalSessions.ended") : undefined}</Announcement>
      {asking && (
        <ConfirmDialog
          title={actor ? text("portalSessions.askOne", { actor: who }) : text("portalSessions.askAll")}
          action={text("portalSessions.end")}
          dangerous
          busy={end.isPending}
          error={end.error}
          onConfirm={() => end.mutate(actor)}
          onClose={() => setAsking(false)}
        >
          <p>{text("portalSessions.lost")}</p>
        </ConfirmDialog>
      )}
    </Section>
  );
}

function useEndSessions(id: string, onEnded: () => void) {
  const { api } = useConsole();
  return useMutation({
    mutationFn: (actor: string) => {
      const params = { path: { id }, query: actor ? { actor } : {} };
      return answered<void>(api.DELETE("/api/v1/tenants/{id}/portal-sessions", { params }));
    },
    onSuccess: onEnded,
  });
}
