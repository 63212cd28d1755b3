import { createHash } from "node:crypto";
import type { RowKey } from "../../../lib/aws/dynamodb/table.ts";
import { PRODUCER, producersSubscriptionRow } from "./tenant.ts";

type Item = Record<string, unknown>;
type Requests<T> = { RequestItems: Record<string, T> };
type KeyItem = Record<keyof RowKey, { S: string }>;

/**
 * Null AWS answers at once, keeps nothing, and has only the rows that the functions ask for. Returns a function that
 * takes a call's target (`DynamoDB_20120810.BatchGetItem`) and JSON, and returns the answer's JSON.
 *
 * @param receiverUrl the URL of every subscription
 * @param subscriptions the number of subscriptions in the tenant's list
 */
export function nullAws(receiverUrl: string, subscriptions: number): (target: string, body: string) => string {
  const answers = answersWith(receiverUrl, subscriptions);
  return function answerOf(target, body) {
    const answer = answers[target.split(".").at(-1) ?? ""];
    if (!answer) throw new Error(`null AWS does not know ${target}`);
    return JSON.stringify(answer(JSON.parse(body) as never));
  };
}

// Each call has its own type of JSON.
const answersWith = (receiverUrl: string, subscriptions: number): Record<string, (call: never) => object> => ({
  BatchGetItem: ({ RequestItems }: Requests<{ Keys: KeyItem[] }>) => ({
    Responses: mapValues(RequestItems, ({ Keys }) => Keys.flatMap(({ pk, sk }) => rowOf(pk.S, sk.S, receiverUrl))),
    UnprocessedKeys: {},
  }),
  BatchExecuteStatement: ({ Statements }: { Statements: object[] }) => ({ Responses: Statements.map(() => ({})) }),
  BatchWriteItem: () => ({ UnprocessedItems: {} }),
  TransactWriteItems: () => ({}),
  Query: ({ ExclusiveStartKey }: { ExclusiveStartKey?: KeyItem }) => {
    const first = ExclusiveStartKey ? numberIn(ExclusiveStartKey.sk.S) + 1 : 0;
    const count = Math.min(subscriptions - first, ROWS_A_PAGE);
    const rows = Array.from({ length: count }, (_, n) => marshalled(producersSubscriptionRow(first + n, receiverUrl)));
    const last = first + count < subscriptions ? rows.at(-1) : undefined;
    return {
      Items: rows,
      Count: count,
      ScannedCount: count,
      ...(last && { LastEvaluatedKey: { pk: last.pk, sk: last.sk } }),
    };
  },
  GetSecretValue: ({ SecretId, VersionId }: { SecretId: string; VersionId: string }) => ({
    ARN: SecretId,
    VersionId,
    SecretString: PRODUCER.signingSecret,
  }),
  SendMessageBatch: ({ Entries }: { Entries: { Id: string; MessageBody: string }[] }) => ({
    // The SDK compares the digest with its own.
    Successful: Entries.map(({ Id, MessageBody }) => ({ Id, MessageId: Id, MD5OfMessageBody: md5(MessageBody) })),
    Failed: [],
  }),
});

/** DynamoDB answers with up to 1 MB of rows. */
const ROWS_A_PAGE = 1_500;

/** The number of a subscription, by its id. */
const numberIn = (id: string): number => Number(id.slice(-5));

/** The row of a key, if there is one. Null AWS has no earlier events and no earlier deliveries. */
function rowOf(pk: string, sk: string, receiverUrl: string): Item[] {
  if (pk.startsWith("S#")) return [marshalled(producersSubscriptionRow(numberIn(sk), receiverUrl))];
  if (pk.startsWith("T#") && sk === "T") return [marshalled({ pk, sk, ...PRODUCER.tenant })];
  if (pk.startsWith("T#")) return [marshalled({ pk, sk, ...PRODUCER.apiKey })];
  return [];
}

/** A value in DynamoDB's own JSON. */
function attribute(value: unknown): object {
  if (typeof value === "string") return { S: value };
  if (typeof value === "number") return { N: String(value) };
  if (typeof value === "boolean") return { BOOL: value };
  if (Array.isArray(value)) return { L: value.map(attribute) };
  return { M: marshalled(value as Item) };
}

const marshalled = (record: object): Item => mapValues(record as Item, attribute);

const mapValues = <T, R>(record: Record<string, T>, change: (value: T) => R): Record<string, R> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));

const md5 = (body: string): string => createHash("md5").update(body).digest("hex");
