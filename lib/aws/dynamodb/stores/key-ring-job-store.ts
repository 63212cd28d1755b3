import type { KeyRingJob } from "../../../core/key-ring/key-ring-job.ts";
import type { KeyRingJobStore } from "../../../core/key-ring/key-ring-ports.ts";
import { putIf } from "../driver/conditional-put.ts";
import { getRow } from "../driver/get-row.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { keyRingJobKey } from "../keys.ts";
import { keyRingJobRow, recordIn } from "../rows.ts";

/** Keeps the latest job on the key ring. */
export function dynamoKeyRingJobStore(table: TableAccess): KeyRingJobStore {
  return { getJob, putJob };

  async function getJob(): Promise<KeyRingJob | undefined> {
    const row = await getRow(table, keyRingJobKey(), "reading the key ring's job failed");
    return row && recordIn<KeyRingJob>(row);
  }

  function putJob(job: KeyRingJob, version: number | undefined): Promise<boolean> {
    const condition =
      version === undefined
        ? { ConditionExpression: "attribute_not_exists(pk)" }
        : {
            ConditionExpression: "#version = :version",
            ExpressionAttributeNames: { "#version": "version" },
            ExpressionAttributeValues: { ":version": version },
          };
    return putIf(table, "writing the key ring's job failed", { Item: keyRingJobRow(job), ...condition });
  }
}
