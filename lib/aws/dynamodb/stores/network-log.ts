import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import {
  NETWORK_WINDOW_MS,
  type NetworkLog,
  type NetworkReport,
  type NetworkWindow,
  SAME_OUTAGE_MS,
  SEVERAL_TENANTS,
} from "../../../core/health/network.ts";
import { conditionally } from "../driver/conditional-write.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { networkKey } from "../keys/health-keys.ts";

/** Other functions may begin a window between two writes. */
const MAX_TRIES = 3;

/**
 * Adds up reports in one row, for all functions. It is written only while endpoints can't be reached, so it never gets near
 * a partition's 1,000 writes a second unless the network is down. Then most writes add no tenant, so that the row stays
 * small.
 */
export function dynamoNetworkLog({ client, name: TableName, now }: TableAccess): NetworkLog {
  /** The row has enough tenants, as this process last saw it. */
  let isFull = false;

  return {
    async report(report) {
      const { tenants } = report;
      const first = await added(isFull ? { ...report, tenants: [] } : report);
      const isMissing = isFull && tenants.length > 0 && !hasEnough(first);
      const together = isMissing ? await added({ tenants, unreached: 0, reached: 0 }) : first;
      isFull = hasEnough(together);
      return together;
    },
  };

  async function added(report: NetworkReport): Promise<NetworkWindow> {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const together = (await add(report)) ?? (await follow(report)) ?? (await begin(report));
      if (together) return together;
    }
    return report;
  }

  function add({ tenants, unreached, reached }: NetworkReport): Promise<NetworkWindow | undefined> {
    return write(
      `ADD unreached :unreached, reached :reached${tenants.length > 0 ? ", tenants :tenants" : ""}`,
      "sinceMs > :since",
      { ...valuesOf(tenants), ":unreached": unreached, ":reached": reached, ":since": now() - NETWORK_WINDOW_MS },
    );
  }

  /** Begins a window after one that looked as if the network was down, see `looksDown`. */
  function follow(report: NetworkReport): Promise<NetworkWindow | undefined> {
    return write(
      `SET downSinceMs = if_not_exists(downSinceMs, sinceMs), ${beginning(report)}`,
      "sinceMs <= :since AND sinceMs > :outage AND unreached > reached AND size(tenants) >= :several",
      { ...beginningValues(report), ":outage": now() - SAME_OUTAGE_MS, ":several": SEVERAL_TENANTS },
    );
  }

  function begin(report: NetworkReport): Promise<NetworkWindow | undefined> {
    const removed = report.tenants.length > 0 ? " REMOVE downSinceMs" : ", downSinceMs";
    return write(
      `SET ${beginning(report)}${removed}`,
      "attribute_not_exists(sinceMs) OR sinceMs <= :since",
      beginningValues(report),
    );
  }

  function beginning({ tenants }: NetworkReport): string {
    const numbers = "sinceMs = :now, unreached = :unreached, reached = :reached";
    return `${numbers}${tenants.length > 0 ? ", tenants = :tenants" : " REMOVE tenants"}`;
  }

  function beginningValues({ tenants, unreached, reached }: NetworkReport) {
    const [nowMs, sinceMs] = [now(), now() - NETWORK_WINDOW_MS];
    return {
      ...valuesOf(tenants),
      ":now": nowMs,
      ":unreached": unreached,
      ":reached": reached,
      ":since": sinceMs,
    };
  }

  async function write(
    UpdateExpression: string,
    ConditionExpression: string,
    ExpressionAttributeValues: Record<string, unknown>,
  ): Promise<NetworkWindow | undefined> {
    const update = new UpdateCommand({
      TableName,
      Key: networkKey(),
      UpdateExpression,
      ConditionExpression,
      ExpressionAttributeValues,
      ReturnValues: "ALL_NEW",
    });
    const row = (await conditionally("reporting about the network failed", () => client.send(update)))?.Attributes;
    if (!row) return undefined;
    const { downSinceMs } = row;
    return {
      tenants: [...(row.tenants ?? [])],
      unreached: Number(row.unreached),
      reached: Number(row.reached),
      ...(downSinceMs !== undefined && { downSinceMs: Number(downSinceMs) }),
    };
  }
}

/** DynamoDB has no empty sets. */
const valuesOf = (tenants: readonly string[]) =>
  tenants.length > 0 && { ":tenants": new Set(tenants.slice(0, SEVERAL_TENANTS)) };

const hasEnough = ({ tenants }: NetworkReport): boolean => tenants.length >= SEVERAL_TENANTS;
