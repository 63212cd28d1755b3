import type { OrderedLane } from "./ordered-lane.ts";

/** A delivery's place in a lane. */
export interface LanePlace {
  /** The sequence number of its message: places sort by it. 20 digits: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
  sequence: string;
  deliveryId: string;
  /** The run of its message. If that run is exhausted, perhaps nobody has announced it. */
  run: number;
  /** When its message was sent, in epoch milliseconds. */
  sentMs: number;
}

/** A lane in which deliveries wait. */
export interface WaitingLane extends OrderedLane {
  /** When its first delivery may go out, or when somebody should look again, in epoch milliseconds. */
  dueMs: number;
  /** The slot that its first delivery has under the subscription's rate limit, in epoch milliseconds. */
  slotMs?: number | undefined;
}

/** A lane that is due, as it was listed. */
export interface DueLane extends OrderedLane {
  /** When somebody was to look, in epoch milliseconds. */
  lookMs: number;
}

/**
 * The places of deliveries that wait in ordered lanes. Only the function that has a message of the lane changes them. So
 * no change needs a condition, and each may be repeated. Others only read them, and call `lookLater`.
 */
export interface LaneStore {
  /** Resolves with undefined if nothing waits in the lane. Strongly consistent. */
  getLane(lane: OrderedLane): Promise<WaitingLane | undefined>;
  /** Notes that deliveries wait, or will in a moment, and until when. */
  keepLane(lane: WaitingLane): Promise<void>;
  /** Notes that nothing waits. */
  endLane(lane: OrderedLane): Promise<void>;
  /** Adds places at the end. The lane must be kept first: a function that dies in between leaves no place forgotten. */
  addPlaces(lane: OrderedLane, places: readonly LanePlace[]): Promise<void>;
  /** The first places, in order. Strongly consistent. */
  firstPlaces(lane: OrderedLane, limit: number): Promise<LanePlace[]>;
  removePlaces(lane: OrderedLane, places: readonly LanePlace[]): Promise<void>;
  /** The lanes that are due, the longest overdue first. Perhaps a second old. */
  listDueLanes(untilMs: number, limit: number): Promise<DueLane[]>;
  /**
   * Lists lanes as due again only from then on. Leaves a lane alone that was kept or has ended since it was listed. The
   * `dueMs` of the lanes stay.
   */
  lookLater(lanes: readonly DueLane[], untilMs: number): Promise<void>;
  /** The lanes of a subscription in which deliveries wait. Strongly consistent. */
  listLanes(subscriptionId: string, limit: number): Promise<OrderedLane[]>;
}
