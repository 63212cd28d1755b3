import { PutCommand } from "@aws-sdk/lib-dynamodb";
import type { KeyRingJob } from "../../../core/key-ring/key-ring-job.ts";
import type { KeyRingJobStore } from "../../../core/key-ring/key-ring-ports.ts";
import { conditionally } from "../driver/conditional-write.ts";
import { getRow } from "../driver/get-row.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { keyRingJobKey } from "../keys.ts";
import { keyRingJobRow, recordIn } from "../rows.ts";

/** Keeps the latest job on the key ring. */
export function dynamoKeyRingJobStore(table: TableAccess): KeyRingJobStore {
  const { client, name: TableName } = table;
  return { getJob, putJob };

  async function getJob(): Promise<KeyRingJob | undefined> {
    const row = await getRow(table, keyRingJobKey(), "reading the key ring's job failed");
    return row && recordIn<KeyRingJob>(row);
  }

  async function putJob(job: KeyRingJob, version: number | undefined): Promise<boolean> {
    const condition =
      version === undefined
        ? { ConditionExpression: "attribute_not_exists(pk)" }
        : {
            ConditionExpression: "#version = :version",
            ExpressionAttributeNames: { "#version": "version" },
            ExpressionAttributeValues: { ":version": version },
          };
    const command = new PutCommand({ TableName, Item: keyRingJobRow(job), ...condition });
    return (await conditionally("writing the key ring's job failed", () => client.send(command))) !== undefined;
  }
}
