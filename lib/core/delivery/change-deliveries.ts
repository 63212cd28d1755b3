import type { LogReader } from "../log/log-reader.ts";
import type { Delivery } from "../model/delivery.ts";
import type { DeliveryChange, DeliveryEditor } from "./delivery-store.ts";

export interface ChangePorts {
  log: Pick<LogReader, "getDeliveries">;
  editor: DeliveryEditor;
}

/** A change of one delivery, computed from its current row. */
export interface WantedChange {
  id: string;
  /**
   * Returns the row after the change, `row` itself if it is already as wanted, or undefined to leave the row alone.
   *
   * @param row undefined when there is none
   * @param contended whether the row may have changed since it was first read: by someone else, or by an earlier write
   *   of this call whose answer was lost
   */
  change(row: Delivery | undefined, contended: boolean): Delivery | undefined;
}

/** An attempt may be recorded between the read and the write of a row, once for each attempt of a run. */
const MAX_TRIES = 5;

/**
 * Changes many delivery rows. Writes a row only if it is still in the state that the change was computed from. Rows
 * that others change in between are read and changed again, up to five times.
 *
 * @param known rows that were read already, to save the first read
 * @returns the rows that are now as wanted
 */
export async function changeDeliveries(
  { log, editor }: ChangePorts,
  wanted: readonly WantedChange[],
  known?: Map<string, Delivery>,
): Promise<Delivery[]> {
  const changed: Delivery[] = [];
  let left = wanted;
  for (let tries = 0; left.length > 0 && tries < MAX_TRIES; tries++) {
    const rows = (tries === 0 && known) || (await log.getDeliveries(left.map(({ id }) => id)));
    const changes = left.flatMap((one) => changeOf(one, rows.get(one.id), tries > 0));
    const toWrite = changes.filter(({ before, after }) => after !== before);
    const written = await editor.replaceDeliveries(toWrite);
    const refused = new Set(toWrite.filter((_, index) => !written[index]));
    changed.push(...changes.filter((change) => !refused.has(change)).map(({ after }) => after));
    left = [...refused].map(({ wanted }) => wanted);
  }
  return changed;
}

interface PendingChange extends DeliveryChange {
  wanted: WantedChange;
}

function changeOf(wanted: WantedChange, before: Delivery | undefined, contended: boolean): PendingChange[] {
  const after = wanted.change(before, contended);
  return after ? [{ wanted, before, after }] : [];
}
