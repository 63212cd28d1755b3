import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dynamoDbClient } from "../../../../lib/aws/clients.ts";
import { batchInserter } from "../../../../lib/aws/dynamodb/driver/batch-insert.ts";
import type { TableAccess } from "../../../../lib/aws/dynamodb/driver/table-access.ts";
import { PipelineFault } from "../../../../lib/core/errors.ts";
import { type AwsCall, AwsFailure, type ScriptedAws, startScriptedAws } from "../../scripted-aws.ts";

interface Statement {
  Statement: string;
  Parameters: { S: string }[];
}

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

const rowsOf = (count: number) => Array.from({ length: count }, (_, n) => ({ pk: "p", sk: `row ${n}` }));
const statementsIn = ({ input }: AwsCall): Statement[] => input.Statements as Statement[];
const rowsIn = (call: AwsCall): string[] => statementsIn(call).map(({ Parameters }) => Parameters.at(-1)?.S ?? "");
const failed = (Code: string) => ({ Error: { Code, Message: "no" } });
const done = { TableName: "posthorn" };

/** Answers each statement, given its row's sort key and how often it was asked before. */
function answer(responseTo: (sk: string, before: number) => object): void {
  const asked = new Map<string, number>();
  aws.play((call) => ({
    Responses: rowsIn(call).map((sk) => {
      const before = asked.get(sk) ?? 0;
      asked.set(sk, before + 1);
      return responseTo(sk, before);
    }),
  }));
}

const insertAll = (count: number) => batchInserter(table)(rowsOf(count));

describe("a batch of statements", () => {
  it("inserts 25 rows a call, each value as a parameter", async () => {
    answer(() => done);
    expect(await insertAll(60)).toEqual(Array(60).fill("written"));
    expect(aws.calls.map((call) => [call.action, statementsIn(call).length]).toSorted()).toEqual([
      ["BatchExecuteStatement", 10],
      ["BatchExecuteStatement", 25],
      ["BatchExecuteStatement", 25],
    ]);
    expect(aws.calls.flatMap(statementsIn)).toContainEqual({
      Statement: `INSERT INTO "posthorn" VALUE {'pk':?,'sk':?}`,
      Parameters: [{ S: "p" }, { S: "row 0" }],
    });
  });

  it.each([
    "ThrottlingError",
    "ProvisionedThroughputExceeded",
    "RequestLimitExceeded",
    "InternalServerError",
    "TransactionConflict",
  ])("retries only statements that failed with %s", async (code) => {
    answer((sk, before) => (sk === "row 1" && before < 2 ? failed(code) : done));
    expect(await insertAll(3)).toEqual(["written", "written", "written"]);
    expect(aws.calls.map(rowsIn)).toEqual([["row 0", "row 1", "row 2"], ["row 1"], ["row 1"]]);
  });

  it("keeps the order of the rows when some are retried", async () => {
    answer((sk, before) => {
      if (sk === "row 2") return failed("DuplicateItem");
      if (sk === "row 30") return before === 0 ? failed("ThrottlingError") : failed("DuplicateItem");
      return before === 0 && Number(sk.slice(4)) % 2 ? failed("ThrottlingError") : done;
    });
    const expected = rowsOf(40).map(({ sk }) => (["row 2", "row 30"].includes(sk) ? "exists" : "written"));
    expect(await insertAll(40)).toEqual(expected);
  });

  it("reports only rows that stay throttled", async () => {
    answer((sk) => (sk === "row 1" ? failed("ThrottlingError") : done));
    expect(await insertAll(3)).toEqual(["written", expect.any(PipelineFault), "written"]);
    expect(aws.calls).toHaveLength(4);
  });

  it.each(["ValidationError", "AccessDenied", "ResourceNotFound", "ItemCollectionSizeLimitExceeded", "Unheard"])(
    "reports a row at once, with the cause: %s",
    async (code) => {
      answer((sk) => (sk === "row 1" ? failed(code) : done));
      const fault = { name: "PipelineFault", cause: { name: code, message: "no" } };
      expect(await insertAll(3)).toMatchObject(["written", fault, "written"]);
      expect(aws.calls).toHaveLength(1);
    },
  );

  it.each([
    ["no responses", () => ({})],
    ["one response too few", () => ({ Responses: [done] })],
  ])("reports every row of an answer with %s", async (_what, script) => {
    aws.play(script);
    expect(await insertAll(2)).toEqual([expect.any(PipelineFault), expect.any(PipelineFault)]);
  });

  it("reports every undecided row when the call fails, and keeps the results of the others", async () => {
    aws.play((call) => {
      if (aws.calls.length > 1) throw new AwsFailure("AccessDeniedException");
      return { Responses: rowsIn(call).map((sk) => (sk === "row 0" ? done : failed("ThrottlingError"))) };
    });
    const denied = { name: "PipelineFault", cause: { name: "AccessDeniedException" } };
    expect(await insertAll(3)).toMatchObject(["written", denied, denied]);
  });

  it("is retried when the call is throttled, and fails at the third time", async () => {
    aws.play((call) => {
      if (aws.calls.length < 3) throw new AwsFailure("ThrottlingException");
      return { Responses: rowsIn(call).map(() => done) };
    });
    expect(await insertAll(2)).toEqual(["written", "written"]);
    aws.play(() => {
      throw new AwsFailure("InternalServerError", 500);
    });
    expect(await insertAll(1)).toEqual([expect.any(PipelineFault)]);
    expect(aws.calls).toHaveLength(3);
  });

  it("says that a row exists when the answer to its own insert was lost", async () => {
    aws.play((call) => {
      if (aws.calls.length === 1) throw new AwsFailure("InternalServerError", 500);
      return { Responses: rowsIn(call).map(() => failed("DuplicateItem")) };
    });
    expect(await insertAll(1)).toEqual(["exists"]);
  });
});
