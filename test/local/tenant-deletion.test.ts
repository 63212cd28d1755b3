import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { CreateSecretCommand, ListSecretsCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient, PutCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { expect, onTestFinished, test, vi } from "vitest";
import { newId } from "../../lib/core/ids.ts";
import type { TwinFile } from "../../lib/local/twin-file.ts";
import { request } from "./support/api.ts";
import { eraseAtOnce } from "./support/erase-at-once.ts";
import { asking, createTenant, fillTenant } from "./support/full-tenant.ts";
import { operatorConfig } from "./support/operator-clients.ts";
import { receiverForTest } from "./support/receivers.ts";
import { twinForTest } from "./support/twin.ts";

const PATIENCE = { timeout: 60_000, interval: 100 };

function clientsOf(twin: TwinFile) {
  const config = operatorConfig(twin);
  const [dynamodb, secrets, sqs] = [
    new DynamoDBClient(config),
    new SecretsManagerClient(config),
    new SQSClient(config),
  ];
  const table = DynamoDBDocumentClient.from(dynamodb);
  onTestFinished(() => [dynamodb, secrets, sqs].forEach((client) => void client.destroy()));

  async function rows(): Promise<{ pk: string; sk: string }[]> {
    const found: { pk: string; sk: string }[] = [];
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await table.send(new ScanCommand({ TableName: await tableName(), ExclusiveStartKey }));
      found.push(...((page.Items ?? []) as typeof found));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    return found;
  }

  async function tableName(): Promise<string | undefined> {
    return (await dynamodb.send(new ListTablesCommand())).TableNames?.[0];
  }

  return {
    rows,
    /** A request stored this secret, and died before it created the subscription. */
    async leaveSecret(tenantId: string): Promise<void> {
      const subscriptionId = newId("sub", Date.now());
      const Name = `posthorn/dev/subscriptions/${tenantId}/${subscriptionId}`;
      await secrets.send(new CreateSecretCommand({ Name, SecretString: "s" }));
      const at = new Date().toISOString();
      const Item = { pk: "SECRETS", sk: `${at}#${subscriptionId}`, tenantId, subscriptionId, at };
      await table.send(new PutCommand({ TableName: await tableName(), Item }));
    },
    async secretsOf(tenantId: string): Promise<string[]> {
      const { SecretList = [] } = await secrets.send(new ListSecretsCommand());
      return SecretList.flatMap(({ Name = "" }) => (Name.includes(`/subscriptions/${tenantId}/`) ? [Name] : []));
    },
    async messagesLeft(): Promise<number> {
      const QueueUrl = `${twin.aws}/000000000000/posthorn-dev-deliveries`;
      const answer = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
      const counts = new Map(Object.entries(answer.Attributes ?? {}));
      return ["", "NotVisible", "Delayed"]
        .map((kind) => Number(counts.get(`ApproximateNumberOfMessages${kind}`)))
        .reduce((sum, count) => sum + count);
    },
  };
}

test("deleting a tenant erases everything that it had, and nothing of its successor", async () => {
  const warnings: string[] = [];
  const receiver = await receiverForTest();
  const twin = await twinForTest({ amend: eraseAtOnce, warn: (line) => void warnings.push(line) });
  const { rows, leaveSecret, secretsOf, messagesLeft } = clientsOf(twin);
  const operate = asking(twin, twin.adminKey);
  const key = await createTenant(twin, "acme");
  const ask = asking(twin, key);
  const { subscriptions, deliveries } = await fillTenant(twin, "acme", key, receiver);
  const acting = { "posthorn-tenant": "acme", "idempotency-key": "once" };
  await operate("POST", "/subscriptions", { url: receiver.url, events: ["none"] }, acting);
  // The second attempt waits in the queue while the tenant is deleted and erased.
  receiver.script({ status: 500, headers: { "retry-after": "8" } });
  const waiting = await ask<{ id: string }>("POST", "/events", { type: "order.late", data: {} });
  await vi.waitFor(async () => {
    const { data } = await ask<{ data: { state: string }[] }>("GET", `/events/${waiting.id}/deliveries`);
    expect(data.map(({ state }) => state)).toContain("retrying");
  }, PATIENCE);
  await leaveSecret("acme");
  const { data: own } = await ask<{ data: { id: string }[] }>("GET", "/subscriptions");
  for (const { id } of own) await ask("DELETE", `/subscriptions/${id}`);

  const deleted = await request(twin, "DELETE", "/tenants/acme", { key: twin.adminKey });
  expect([deleted.status, deleted.text]).toEqual([204, ""]);
  const path = String(deleted.headers.get("location")).replace("/api/v1", "");
  expect(path).toMatch(/^\/tenant-deletions\/tdl_\w{26}$/);
  const successor = await createTenant(twin, "acme");
  const posts = receiver.requests.length;
  receiver.script({});
  const later = await fillTenant(twin, "acme", successor, receiver);
  const { erased } = await vi.waitFor(async () => {
    const deletion = await operate<{ erased: object }>("GET", path);
    expect(deletion).toMatchObject({ tenantId: "acme", state: "completed", finishedAt: expect.any(String) });
    return deletion;
  }, PATIENCE);
  expect(erased).toEqual({ events: 6, deliveries: expect.toSatisfy((count) => count > deliveries.length / 2) });
  expect(await operate("GET", "/tenant-deletions")).toMatchObject({
    data: [{ id: path.split("/").at(-1) }],
    next: null,
  });

  await vi.waitFor(async () => expect(await messagesLeft()).toBe(0), PATIENCE);
  const left = await rows();
  const [job] = left.filter(({ pk }) => pk === "DELETIONS") as { incarnation?: string }[];
  const ulids = own.map(({ id }) => id.slice("sub_".length));
  const named = (text: string) => [`acme~${job?.incarnation}`, ...ulids].some((part) => text.includes(part));
  expect(left.map(({ pk, sk }) => `${pk} ${sk}`).filter(named)).toEqual([]);
  expect(receiver.requests.slice(posts).filter(({ body }) => body.includes("order.late"))).toEqual([]);

  const asSuccessor = asking(twin, successor);
  for (const id of later.subscriptions) await asSuccessor("GET", `/subscriptions/${id}/secret`);
  for (const id of later.events) await asSuccessor("GET", `/events/${id}`);
  for (const id of later.deliveries) await asSuccessor("GET", `/deliveries/${id}`);
  expect((await secretsOf("acme")).map((name) => name.split("/").at(-1)).sort()).toEqual(later.subscriptions.sort());
  expect(subscriptions.length).toBe(own.length - 1);
  expect(warnings).toEqual([]);
}, 180_000);
