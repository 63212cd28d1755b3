import type { DueLane, LanePlace, WaitingLane } from "../../core/ordered/lane-store.ts";
import type { OrderedLane } from "../../core/ordered/ordered-lane.ts";
import type { TableRow } from "./driver/table-access.ts";
import { dueLanePkOf, laneHashIn, laneKey, lanePlaceKey, sequenceIn } from "./keys/lane-keys.ts";
import { DUE_INDEX } from "./table.ts";

/** Ordered lanes and the places in them as rows. They have no TTL: somebody works on each lane until it is empty. */

export const laneRow = (lane: WaitingLane): TableRow => ({
  ...laneKey(lane),
  tenantId: lane.tenantId,
  subscriptionId: lane.subscriptionId,
  [DUE_INDEX.partitionKey]: dueLanePkOf(lane),
  [DUE_INDEX.sortKey.name]: lane.dueMs,
  // `lookLater` changes only the place in the index.
  dueMs: lane.dueMs,
  ...(lane.slotMs !== undefined && { slotMs: lane.slotMs }),
});

/** The lane of a row of the table or of the index. */
export const laneIn = (row: TableRow): OrderedLane => ({
  tenantId: String(row.tenantId),
  subscriptionId: String(row.subscriptionId),
  hash: laneHashIn(row),
});

export const waitingLaneIn = (row: TableRow): WaitingLane => ({
  ...laneIn(row),
  dueMs: Number(row.dueMs),
  ...(row.slotMs !== undefined && { slotMs: Number(row.slotMs) }),
});

/** The lane of a row of the index. */
export const dueLaneIn = (row: TableRow): DueLane => ({ ...laneIn(row), lookMs: Number(row[DUE_INDEX.sortKey.name]) });

export const placeRow = (lane: OrderedLane, place: LanePlace): TableRow => ({
  ...lanePlaceKey(lane, place),
  deliveryId: place.deliveryId,
  run: place.run,
  sentMs: place.sentMs,
});

export const placeIn = (row: TableRow): LanePlace => ({
  sequence: sequenceIn(row),
  deliveryId: String(row.deliveryId),
  run: Number(row.run),
  sentMs: Number(row.sentMs),
});
