import { DeleteCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { DueLane, LaneStore, WaitingLane } from "../../../core/ordered/lane-store.ts";
import type { OrderedLane } from "../../../core/ordered/ordered-lane.ts";
import { pooled } from "../../kit/pooled.ts";
import { orFault } from "../../kit/sdk-errors.ts";
import { batchDeleter } from "../driver/batch-delete.ts";
import { allRowsPutter } from "../driver/batch-put.ts";
import { conditionally } from "../driver/conditional-write.ts";
import { isStill } from "../driver/conditions.ts";
import { getRow } from "../driver/get-row.ts";
import { queryRows } from "../driver/query.ts";
import type { TableAccess, TableRow } from "../driver/table-access.ts";
import { updateOf } from "../driver/update-expression.ts";
import {
  dueLanePks,
  LANE_PLACE_PREFIX,
  LANE_PREFIX,
  laneKey,
  lanePlaceKey,
  lanePlacesPk,
  lanesPk,
} from "../keys/lane-keys.ts";
import { dueLaneIn, laneIn, laneRow, placeIn, placeRow, waitingLaneIn } from "../lane-rows.ts";
import { DUE_INDEX } from "../table.ts";
import { dueRowsReader } from "./due-rows.ts";

/** Enough to change thousands of lanes in a few seconds. */
const PARALLEL_WRITES = 16;

export function dynamoLaneStore(table: TableAccess): LaneStore {
  const { client, name: TableName } = table;
  const putAll = allRowsPutter(table);
  const deleteAll = batchDeleter(table);
  const dueRows = dueRowsReader(table);

  return {
    async getLane(lane) {
      const row = await getRow(table, laneKey(lane), "reading an ordered lane failed");
      return row && waitingLaneIn(row);
    },
    async keepLane(lane: WaitingLane) {
      const command = new PutCommand({ TableName, Item: laneRow(lane) });
      await orFault("keeping an ordered lane failed", () => client.send(command));
    },
    async endLane(lane: OrderedLane) {
      const command = new DeleteCommand({ TableName, Key: laneKey(lane) });
      await orFault("ending an ordered lane failed", () => client.send(command));
    },
    addPlaces: (lane, places) => putAll(places.map((place) => placeRow(lane, place))),
    firstPlaces: async (lane, limit) => (await first(lanePlacesPk(lane), LANE_PLACE_PREFIX, limit)).map(placeIn),
    removePlaces: (lane, places) => deleteAll(places.map((place) => lanePlaceKey(lane, place))),
    listDueLanes: async (untilMs, limit) => (await dueRows(dueLanePks(), untilMs, limit)).map(dueLaneIn),
    lookLater: (lanes, untilMs) => pooled(lanes, PARALLEL_WRITES, (lane) => listLater(lane, untilMs)),
    listLanes: async (subscriptionId, limit) => (await first(lanesPk(subscriptionId), LANE_PREFIX, limit)).map(laneIn),
  };

  async function listLater(lane: DueLane, untilMs: number): Promise<void> {
    const { name } = DUE_INDEX.sortKey;
    const change = updateOf({ set: { [name]: untilMs }, conditions: [isStill(name, lane.lookMs)] });
    const command = new UpdateCommand({ TableName, Key: laneKey(lane), ...change });
    await conditionally("postponing an ordered lane failed", () => client.send(command));
  }

  /** The first rows of a partition whose sort key begins with a prefix. */
  function first(pk: string, prefix: string, limit: number): Promise<TableRow[]> {
    const query = {
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
      ExpressionAttributeValues: { ":pk": pk, ":prefix": prefix },
      ConsistentRead: true,
      Limit: limit,
    };
    return queryRows(table, query, limit);
  }
}
