/** A lane that is held is looked at again after this time at the latest. */
export const LONGEST_HOLD_MS = 3_600_000;

/** Why a lane stops: its first delivery can't go out now. */
export interface LaneStop {
  /** The delivery in front. */
  deliveryId: string;
  /** When it may go out, or when somebody should look again, in epoch milliseconds. */
  dueMs: number;
  /** The slot that it has under the subscription's rate limit, in epoch milliseconds. */
  slotMs?: number | undefined;
  /** Its subscription sends nothing now. Once it does again, its lanes are woken. */
  isHeld?: true;
  /** Nothing is in its way, but this function's time is up. */
  isOutOfTime?: true;
}
