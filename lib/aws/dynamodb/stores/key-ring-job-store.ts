import type { AuditEntry } from "../../../core/audit/audit-entry.ts";
import type { KeyRingJob } from "../../../core/key-ring/key-ring-job.ts";
import type { KeyRingJobStore } from "../../../core/key-ring/key-ring-ports.ts";
import { auditWrites } from "../audit-rows.ts";
import { putIfWith } from "../driver/conditional-put.ts";
import { getRow } from "../driver/get-row.ts";
import { keyRingJobKey } from "../keys/operator-keys.ts";
import { keyRingJobRow, type LogTable, recordIn } from "../rows.ts";

/** Keeps the latest job on the key ring. */
export function dynamoKeyRingJobStore(table: LogTable): KeyRingJobStore {
  return { getJob, putJob };

  async function getJob(): Promise<KeyRingJob | undefined> {
    const row = await getRow(table, keyRingJobKey(), "reading the key ring's job failed");
    return row && recordIn<KeyRingJob>(row);
  }

  function putJob(job: KeyRingJob, version: number | undefined, audit?: AuditEntry): Promise<boolean> {
    const condition =
      version === undefined
        ? { ConditionExpression: "attribute_not_exists(pk)" }
        : {
            ConditionExpression: "#version = :version",
            ExpressionAttributeNames: { "#version": "version" },
            ExpressionAttributeValues: { ":version": version },
          };
    const put = { Item: keyRingJobRow(job), ...condition };
    return putIfWith(table, "writing the key ring's job failed", put, auditWrites(table, audit));
  }
}
