import type { Batch, Entry, Resolution, TallyScope } from "./sheets.ts";
import type { Totals } from "./totals.ts";

/** What a batch adds to a sheet. */
export interface SheetPart {
  scope: TallyScope;
  resolution: Resolution;
  /** When the sheet begins, in epoch milliseconds. */
  sheetMs: number;
  entries: readonly Entry[];
}

export interface TallyStore {
  /**
   * Counts a batch, with one part for each sheet. Repeating it, also after a crash in its middle, counts nothing twice. Throws a `PipelineFault` if a
   * sheet could not be written.
   */
  count(batch: Batch, parts: readonly SheetPart[]): Promise<void>;
}

export interface TallyReader {
  /**
   * The points of a scope from `sinceMs` on and before `untilMs`, by the epoch milliseconds at which each begins. Points
   * without anything are missing. Both times are the beginnings of points.
   */
  readPoints(scope: TallyScope, resolution: Resolution, sinceMs: number, untilMs: number): Promise<Map<number, Totals>>;
  /** The tallies of each subscription over the last 24 full hours and the current one. A subscription without any is missing. */
  readDay(subscriptionIds: readonly string[]): Promise<Map<string, Totals>>;
}
