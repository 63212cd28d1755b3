import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { components } from "../../client/api.d.ts";
import { answered } from "../../client/api-client.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";
import { DEAD_LETTERS } from "./use-dead-letters.ts";

/** What a redrive will do. */
export type RequestedRedrive = components["schemas"]["Redrive"];

interface RedriveLettersProps {
  onDone(redrive: RequestedRedrive): void;
  onClose(): void;
}

/** Asks before all dead letters are redriven. */
export function RedriveLetters({ onDone, onClose }: RedriveLettersProps): ReactNode {
  const { api } = useConsole();
  const queries = useQueryClient();
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => answered(api.POST("/api/v1/dead-letters/redrive", { body: {} })),
    onSuccess: onDone,
    onSettled: () => queries.invalidateQueries({ queryKey: DEAD_LETTERS }),
  });
  return (
    <ConfirmDialog
      title={text("deadLetters.redriveTitle")}
      action={text("deadLetters.redrive")}
      busy={isPending}
      error={error}
      onConfirm={() => mutate()}
      onClose={onClose}
    >
      <p>{text("deadLetters.redriveText")}</p>
      <p>{text("deadLetters.redriveCause")}</p>
    </ConfirmDialog>
  );
}
