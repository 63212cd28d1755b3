import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { ActFailure } from "../../components/failure.tsx";
import { text } from "../../texts/texts.ts";
import { useTenant } from "../tenant-context.ts";
import { movesOf, type ReplayMove, requestMove } from "./replay-moves.ts";
import { replaysKey, type WebhookReplay } from "./use-replays.ts";

/** Pauses, resumes or cancels a replay. */
export function ReplayActions({ replay }: { replay: WebhookReplay }): ReactNode {
  const { api, can } = useTenant();
  const queries = useQueryClient();
  const [asks, setAsks] = useState(false);
  const { id, state, subscriptionId } = replay;
  const { mutate, error, isPending } = useMutation({
    mutationFn: (to: ReplayMove) => requestMove(api, id, to),
    onSettled: () => {
      setAsks(false);
      return queries.invalidateQueries({ queryKey: replaysKey(subscriptionId) });
    },
  });
  const moves = can("repair") ? movesOf(state) : [];
  return (
    <>
      {moves.length > 0 && (
        <div className="buttons">
          {moves.map((move) => (
            <button
              key={move}
              type="button"
              className="button small"
              disabled={isPending}
              onClick={() => (move === "cancel" ? setAsks(true) : mutate(move))}
            >
              {text(`replayMove.${move}`)}
            </button>
          ))}
        </div>
      )}
      <ActFailure error={error} />
      {asks && (
        <ConfirmDialog
          title={text("replays.cancelTitle")}
          action={text("replayMove.cancel")}
          dangerous
          busy={isPending}
          onConfirm={() => mutate("cancel")}
          onClose={() => setAsks(false)}
        >
          <p>{text("replays.cancelText", { replayed: replay.progress.replayed })}</p>
        </ConfirmDialog>
      )}
    </>
  );
}
