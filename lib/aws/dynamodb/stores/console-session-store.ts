import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { AuditEntry } from "../../../core/audit/audit-entry.ts";
import type { ConsoleLink, ConsoleSession } from "../../../core/console/console-session.ts";
import type { ConsoleSessionStore } from "../../../core/console/console-session-store.ts";
import { auditWrites } from "../audit-rows.ts";
import { conditionally } from "../driver/conditional-write.ts";
import { getRow } from "../driver/get-row.ts";
import { type TransactWrite, transact } from "../driver/transact.ts";
import { consoleLinkKey, consoleSessionKey } from "../keys/session-keys.ts";
import { consoleLinkRow, consoleSessionRow, type LogTable, recordIn } from "../rows.ts";
import type { RowKey } from "../table.ts";

/** The console's sessions and links. DynamoDB deletes those that are over through TTL. */
export function dynamoConsoleSessionStore(table: LogTable): ConsoleSessionStore {
  const { client, name: TableName } = table;
  const deleted = (Key: RowKey): TransactWrite => ({
    Delete: { TableName, Key, ConditionExpression: "attribute_exists(pk)" },
  });
  return { createLink, getLink, createSession, getSession, moveIdleEnd, endSession };

  async function createLink(link: ConsoleLink, audit?: AuditEntry): Promise<void> {
    await transact(table, [{ Put: { TableName, Item: consoleLinkRow(link) } }, ...auditWrites(table, audit)]);
  }

  async function getLink(id: string): Promise<ConsoleLink | undefined> {
    const row = await getRow(table, consoleLinkKey(id), "reading a link of the console failed");
    return row && recordIn<ConsoleLink>(row);
  }

  async function createSession(session: ConsoleSession, audit?: AuditEntry, linkId?: string): Promise<boolean> {
    const used = linkId === undefined ? [] : [deleted(consoleLinkKey(linkId))];
    const Put = { TableName, Item: consoleSessionRow(session) };
    return (await transact(table, [...used, { Put }, ...auditWrites(table, audit)])) === -1;
  }

  async function getSession(id: string): Promise<ConsoleSession | undefined> {
    const row = await getRow(table, consoleSessionKey(id), "reading a session of the console failed");
    return row && recordIn<ConsoleSession>(row);
  }

  async function moveIdleEnd(id: string, idleEndsAt: string): Promise<void> {
    const command = new UpdateCommand({
      TableName,
      Key: consoleSessionKey(id),
      UpdateExpression: "SET idleEndsAt = :at",
      ConditionExpression: "attribute_exists(pk)",
      ExpressionAttributeValues: { ":at": idleEndsAt },
    });
    await conditionally("moving the end of a session failed", () => client.send(command));
  }

  async function endSession(id: string, audit?: AuditEntry): Promise<boolean> {
    return (await transact(table, [deleted(consoleSessionKey(id)), ...auditWrites(table, audit)])) === -1;
  }
}
