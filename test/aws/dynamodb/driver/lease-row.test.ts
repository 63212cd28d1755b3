import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dynamoDbClient } from "../../../../lib/aws/clients.ts";
import { toItem } from "../../../../lib/aws/dynamodb/driver/attribute-values.ts";
import { leaseTaker } from "../../../../lib/aws/dynamodb/driver/lease-row.ts";
import type { TableAccess } from "../../../../lib/aws/dynamodb/driver/table-access.ts";
import type { Leases } from "../../../../lib/core/kit/leases.ts";
import { type AwsCall, AwsFailure, type ScriptedAws, startScriptedAws } from "../../scripted-aws.ts";

const KEY = { pk: "p", sk: "row" };
const UNTIL = 1000;
const REQUEST = { id: "own", wanted: 2, most: 5, untilMs: UNTIL, expiresAt: 77 };

let aws: ScriptedAws;
let client: DynamoDBDocumentClient;
let table: TableAccess;

beforeAll(async () => {
  aws = await startScriptedAws();
  client = dynamoDbClient(aws.overrides);
  table = { client, name: "posthorn", now: () => 0 };
});
afterAll(async () => {
  client.destroy();
  await aws.stop();
});

const held = (places: number) => ({ places, sinceMs: 0, untilMs: UNTIL });

const conflictWith = (leases: Leases | undefined) =>
  new AwsFailure("ConditionalCheckFailedException", 400, leases ? { Item: toItem({ ...KEY, leases }) } : {});

/** Answers the first calls with failures, and those after them with success. */
function failing(...failures: AwsFailure[]): void {
  aws.play(() => {
    const failure = failures[aws.calls.length - 1];
    if (failure) throw failure;
    return {};
  });
}

const take = (read: Leases | undefined, changes: Partial<typeof REQUEST> = {}) =>
  leaseTaker(table)(KEY, read, { ...REQUEST, ...changes });
const valuesIn = ({ input }: AwsCall) => input.ExpressionAttributeValues;
const numberOf = (value: number) => ({ N: String(value) });
const leaseOf = (places: number) => ({ M: { places: numberOf(places), untilMs: numberOf(UNTIL) } });

describe("taking places of a row", () => {
  it("writes the leases with the own one, if they are as they were read", async () => {
    failing();
    expect(await take({ other: held(1) })).toBe(2);
    expect(aws.calls).toHaveLength(1);
    expect(aws.calls[0]).toMatchObject({
      action: "UpdateItem",
      input: {
        TableName: "posthorn",
        Key: { pk: { S: "p" }, sk: { S: "row" } },
        UpdateExpression: "SET leases = :after, #ttl = :ttl",
        ConditionExpression: "leases = :before",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        ExpressionAttributeValues: {
          ":before": { M: { other: leaseOf(1) } },
          ":after": { M: { other: leaseOf(1), own: leaseOf(2) } },
          ":ttl": numberOf(77),
        },
      },
    });
  });

  it("creates the row if there was none", async () => {
    failing();
    expect(await take(undefined)).toBe(2);
    expect(aws.calls[0]?.input.ConditionExpression).toBe("attribute_not_exists(leases)");
  });

  it("starts over from the leases that others have changed", async () => {
    failing(conflictWith({ other: held(4) }));
    expect(await take({})).toBe(1);
    expect(aws.calls.map(valuesIn)).toMatchObject([
      { ":after": { M: { own: leaseOf(2) } } },
      { ":before": { M: { other: leaseOf(4) } }, ":after": { M: { other: leaseOf(4), own: leaseOf(1) } } },
    ]);
  });

  it("makes no call if nothing is free, and no further one if others took the rest", async () => {
    failing();
    expect(await take({ other: held(5) })).toBe(0);
    expect(aws.calls).toHaveLength(0);
    failing(conflictWith({ other: held(5) }));
    expect(await take({})).toBe(0);
    expect(aws.calls).toHaveLength(1);
  });

  it("finds nothing free if the leases change again and again", async () => {
    failing(...Array.from({ length: 10 }, (_, n) => conflictWith({ [`other${n}`]: held(1) })));
    expect(await take({})).toBe(0);
    expect(aws.calls).toHaveLength(5);
  });

  it("reports that the row is gone", async () => {
    failing(conflictWith(undefined));
    expect(await take({})).toBe("absent");
    expect(aws.calls).toHaveLength(1);
  });

  it("doesn't take twice if the answer to its own write was lost", async () => {
    failing(new AwsFailure("InternalServerError", 500), conflictWith({ own: held(2) }));
    expect(await take({})).toBe(2);
    expect(aws.calls).toHaveLength(2);
    expect(aws.calls[1]?.input).toEqual(aws.calls[0]?.input);
  });

  it("doesn't take twice if another process took places after the write whose answer was lost", async () => {
    failing(new AwsFailure("InternalServerError", 500), conflictWith({ own: held(2), other: held(3) }));
    expect(await take({})).toBe(2);
    expect(aws.calls).toHaveLength(2);
  });

  it("is a failure inside Posthorn if DynamoDB rejects the call", async () => {
    failing(new AwsFailure("AccessDeniedException"));
    await expect(take({})).rejects.toMatchObject({ name: "PipelineFault", message: "taking a lease failed" });
  });
});
