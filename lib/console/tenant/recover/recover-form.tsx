import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { answered } from "../../client/api-client.ts";
import { useUrlFilters } from "../../client/use-url-filters.ts";
import { Announcement } from "../../components/announcement.tsx";
import { SameAsHere } from "../../components/same-as-here.tsx";
import { Section } from "../../components/section.tsx";
import { text } from "../../texts/texts.ts";
import { sameAsReplay } from "../same-as.ts";
import { type TenantView, useTenant } from "../tenant-context.ts";
import { RecoverFields } from "./recover-fields.tsx";
import { RecoverPreview } from "./recover-preview.tsx";
import { REPLAY_FIELDS, type ReplayWish, replayBody, withDefaults } from "./replay-wish.ts";
import { replaysKey, type WebhookReplay } from "./use-replays.ts";

/** Asks which deliveries to send again, shows what that would do, and begins. The wish is in the address. */
export function RecoverForm({ endpointId }: { endpointId: string }): ReactNode {
  const { api } = useTenant();
  const queries = useQueryClient();
  const [given, keep] = useUrlFilters(REPLAY_FIELDS, { replace: true });
  const [wish, setWish] = useState(() => withDefaults(given));
  const preview = useMutation({ mutationFn: (of: ReplayWish) => previewReplayOf(api, endpointId, of) });
  const begin = useMutation({
    mutationFn: (of: ReplayWish) => startReplay(api, endpointId, of),
    onSuccess: () => {
      preview.reset();
      return queries.invalidateQueries({ queryKey: replaysKey(endpointId) });
    },
  });
  const change = (changed: Partial<ReplayWish>) => {
    setWish({ ...wish, ...changed });
    preview.reset();
    begin.reset();
  };
  return (
    <Section title={text("recover.what")}>
      <form
        className="form card"
        onSubmit={(event) => {
          event.preventDefault();
          keep(wish);
          begin.reset();
          preview.mutate(wish);
        }}
      >
        <RecoverFields wish={wish} error={preview.error ?? begin.error} onChange={change} />
        <div className="buttons">
          <button type="submit" className={`button ${preview.data ? "" : "main"}`} disabled={preview.isPending}>
            {text(preview.isPending ? "recover.previewing" : "recover.preview")}
          </button>
          <SameAsHere {...sameAsReplay(endpointId, replayBody(endpointId, wish))} />
        </div>
        <div role="status">
          {preview.data && (
            <RecoverPreview preview={preview.data} busy={begin.isPending} onStart={() => begin.mutate(wish)} />
          )}
        </div>
        <Announcement>{begin.data && text("recover.begun")}</Announcement>
      </form>
    </Section>
  );
}

async function previewReplayOf(api: TenantView["api"], endpointId: string, wish: ReplayWish) {
  const body = { ...replayBody(endpointId, wish), dryRun: true };
  const answer = await answered(api.POST("/api/v1/replays", { body }));
  if (!("count" in answer)) throw new Error("the API began a replay in place of a preview");
  return answer;
}

async function startReplay(api: TenantView["api"], endpointId: string, wish: ReplayWish): Promise<WebhookReplay> {
  const answer = await answered(api.POST("/api/v1/replays", { body: replayBody(endpointId, wish) }));
  if (!("id" in answer)) throw new Error("the API began no replay");
  return answer;
}
