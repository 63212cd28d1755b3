import "./replays.css";
import { type ReactNode, useState } from "react";
import { useUrlFilters } from "../../client/use-url-filters.ts";
import { Announcement } from "../../components/announcement.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { ActFailure } from "../../components/failure.tsx";
import { plainText } from "../../components/foreign.tsx";
import { ChoiceField } from "../../components/form/choice-field.tsx";
import { PageFrame } from "../../components/page-frame.tsx";
import { PageList } from "../../components/page-list.tsx";
import { listSameAs } from "../../components/site.ts";
import { Nothing } from "../../components/states.tsx";
import { text } from "../../texts/texts.ts";
import { ReplayRow } from "./replay-row.tsx";
import { STATE_CHOICES, type TenantsReplay, useAllReplays } from "./use-all-replays.ts";
import { useMoveReplay, type WishedMove } from "./use-move-replay.ts";

/** The replays of all tenants, newest first. */
export function ReplaysPage(): ReactNode {
  const [{ state }, change] = useUrlFilters(["state"]);
  const pages = useAllReplays(state);
  const [asked, setAsked] = useState<TenantsReplay>();
  const { mutate, data, error, isPending } = useMoveReplay();
  const wish = (wished: WishedMove) => (wished.move === "cancel" ? setAsked(wished.replay) : mutate(wished));
  return (
    <PageFrame
      title={text("replays.title")}
      summary={text("allReplays.summary")}
      sameAs={listSameAs(["replays", "list-all"], "/api/v1/overview/replays", { state })}
    >
      <div className="filter-bar">
        <ChoiceField
          label={text("allReplays.state")}
          value={state}
          choices={[
            ["", text("allReplays.anyState")],
            ...STATE_CHOICES.map((one) => [one, text(`replayState.${one}`)] as const),
          ]}
          onChange={(chosen) => change({ state: chosen })}
        />
      </div>
      <Announcement>
        {data && !error
          ? text("allReplays.moved", { id: data.id, state: text(`replayState.${data.state}`) })
          : undefined}
      </Announcement>
      <ActFailure error={error} />
      <PageList
        label={text("replays.title")}
        pages={pages}
        keyOf={({ id }) => id}
        row={(replay) => <ReplayRow replay={replay} busy={isPending} onMove={(move) => wish({ replay, move })} />}
        nothing={
          state ? (
            <Nothing title={text("allReplays.none")} />
          ) : (
            <Nothing title={text("replays.empty.title")}>{text("allReplays.empty")}</Nothing>
          )
        }
      />
      {asked && (
        <ConfirmDialog
          title={text("replays.cancelTitle")}
          action={text("replayMove.cancel")}
          dangerous
          busy={isPending}
          onConfirm={() => mutate({ replay: asked, move: "cancel" }, { onSettled: () => setAsked(undefined) })}
          onClose={() => setAsked(undefined)}
        >
          <p>{text("allReplays.cancelWhose", { id: asked.id, tenant: plainText(asked.tenantId) })}</p>
          <p>{text("replays.cancelText", { replayed: asked.progress.replayed })}</p>
        </ConfirmDialog>
      )}
    </PageFrame>
  );
}
