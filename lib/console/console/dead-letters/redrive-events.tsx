import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { ApiClient } from "../../client/api-client.ts";
import { answered } from "../../client/api-client.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";
import { REJECTIONS } from "./use-rejected-events.ts";

/** How many events were queued again, and how many could not be. */
export interface RedrivenEvents {
  count: number;
  tooLarge: number;
}

interface RedriveEventsProps {
  onDone(redriven: RedrivenEvents): void;
  onClose(): void;
}

/** Asks before all rejected events are queued again. */
export function RedriveEvents({ onDone, onClose }: RedriveEventsProps): ReactNode {
  const { api } = useConsole();
  const queries = useQueryClient();
  const [soFar, setSoFar] = useState<RedrivenEvents>();
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => redriveAll(api, setSoFar),
    onSuccess: onDone,
    onSettled: () => queries.invalidateQueries({ queryKey: REJECTIONS }),
  });
  return (
    <ConfirmDialog
      title={text("rejected.redriveAllTitle")}
      action={text("rejected.redriveAll")}
      busy={isPending}
      error={error}
      onConfirm={() => mutate()}
      onClose={onClose}
    >
      <p>{text("rejected.redriveAllText")}</p>
      <p role="status">{soFar && text("rejected.redriveSoFar", { count: soFar.count })}</p>
    </ConfirmDialog>
  );
}

/** Queues page after page. One request can't send thousands of messages. */
async function redriveAll(api: ApiClient, onPage: (soFar: RedrivenEvents) => void): Promise<RedrivenEvents> {
  let sum: RedrivenEvents = { count: 0, tooLarge: 0 };
  for (let after: string | null | undefined; after !== null; ) {
    const body = after === undefined ? {} : { after };
    const page = await answered(api.POST("/api/v1/rejected-events/redrive", { body }));
    sum = { count: sum.count + page.count, tooLarge: sum.tooLarge + page.tooLarge };
    onPage(sum);
    after = page.next;
  }
  return sum;
}
