import type { Page, PageRequest } from "../../../core/kit/pages.ts";
import type { EndedState, Replay } from "../../../core/replay/replay.ts";
import type { AllReplays } from "../../../core/replay/replay-store.ts";
import { batchGetter } from "../driver/batch-get.ts";
import { compares } from "../driver/conditions.ts";
import { MAX_READ } from "../driver/merged-page.ts";
import type { TableAccess, TableRow } from "../driver/table-access.ts";
import { replayHeadPks, replayIdIn, replayKey } from "../keys/replay-keys.ts";
import { recordsById } from "../rows.ts";
import { listReader, nextOf } from "./list-reader.ts";

/**
 * Lists the heads of replays, with the rows in their tenants' partitions. A head whose replay is gone is left out.
 *
 * @param mostRead the most heads that a page of replays in a final state reads
 */
export function dynamoAllReplays(table: TableAccess, mostRead = MAX_READ): AllReplays {
  const batchGet = batchGetter(table);
  const readPage = listReader(table, mostRead);
  return { listAllReplays };

  async function listAllReplays(state: EndedState | "open" | undefined, page: PageRequest): Promise<Page<Replay>> {
    const isOpen = state === "open";
    const condition = state && !isOpen ? compares("state", "=", state) : undefined;
    const name = `replays of all tenants ${state ?? ""}`;
    const list = { pks: replayHeadPks(isOpen ? "open" : "all"), order: "newest", condition } as const;
    const read = await readPage(name, list, page);
    const replays = recordsById<Replay>(await batchGet(read.rows.map(keyIn)));
    return { items: read.rows.flatMap((head) => replays.get(replayIdIn(head)) ?? []), ...nextOf(name, read) };
  }
}

const keyIn = (head: TableRow) =>
  replayKey({ tenantId: String(head.tenantId), incarnation: String(head.incarnation) }, replayIdIn(head));
