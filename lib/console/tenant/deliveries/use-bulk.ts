import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type EachResult, runEach } from "../../client/run-each.ts";
import { requestCancel, requestRetry } from "../delivery/repair-requests.ts";
import { useTenant } from "../tenant-context.ts";

export type BulkAct = "retry" | "cancel";

/** An act on several deliveries: how far it is, and for which of them it failed. */
export interface BulkProgress {
  act: BulkAct;
  total: number;
  done: number;
  failed: readonly Required<EachResult>[];
}

/** Retries or cancels several deliveries. */
export function useBulk() {
  const { api } = useTenant();
  const queries = useQueryClient();
  const [progress, setProgress] = useState<BulkProgress>();

  async function start(act: BulkAct, ids: readonly string[]): Promise<void> {
    setProgress({ act, total: ids.length, done: 0, failed: [] });
    const request = act === "retry" ? requestRetry : requestCancel;
    await runEach(
      ids,
      (id) => request(api, id),
      (result) => setProgress((before) => before && withResult(before, result)),
    );
    await queries.invalidateQueries({ queryKey: ["look"] });
  }

  return { progress, start };
}

const withResult = (before: BulkProgress, { id, error }: EachResult): BulkProgress => ({
  ...before,
  done: before.done + 1,
  failed: error === undefined ? before.failed : [...before.failed, { id, error }],
});
