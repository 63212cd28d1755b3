import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { dynamoDbClient } from "../../lib/aws/clients.ts";
import type { getRow } from "../../lib/aws/dynamodb/driver/get-row.ts";
import type { transact } from "../../lib/aws/dynamodb/driver/transact.ts";
import { projectRoot } from "../../lib/infra/bundle.ts";
import { unusedParts } from "../../lib/infra/unused-parts.ts";

/** The modules as functions carry them. */
interface Bundled {
  dynamoDbClient: typeof dynamoDbClient;
  getRow: typeof getRow;
  transact: typeof transact;
}

const ENTRY = `
  export { dynamoDbClient } from "./lib/aws/clients.ts";
  export { getRow } from "./lib/aws/dynamodb/driver/get-row.ts";
  export { transact } from "./lib/aws/dynamodb/driver/transact.ts";
`;

let bundled: Bundled;
let server: Server;
let answer: { status: number; body: object };
let requests = 0;

beforeAll(async () => {
  const { outputFiles } = await build({
    stdin: { contents: ENTRY, resolveDir: projectRoot },
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    mainFields: ["module", "main"],
    plugins: [unusedParts],
  });
  bundled = await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0]?.contents ?? "").toString("base64")}`
  );
  server = createServer((request, response) => {
    requests++;
    request.resume();
    response.writeHead(answer.status, { "content-type": "application/x-amz-json-1.0" });
    response.end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => server.close());

const table = () => ({
  client: bundled.dynamoDbClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: "eu-central-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
  }),
  name: "posthorn",
  now: Date.now,
});
const exception = (name: string, members: object = {}) => ({
  status: 400,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: "No.", ...members },
});
const tries = async (name: string): Promise<{ name: unknown; requests: number }> => {
  answer = exception(name);
  requests = 0;
  const error: Error = await bundled.getRow(table(), { pk: "P", sk: "S" }, "reading failed").then(
    () => new Error("it succeeded"),
    (reason) => reason,
  );
  return { name: (error.cause as Error).name, requests };
};

it.each([
  "ProvisionedThroughputExceededException",
  "ThrottlingException",
  "TransactionConflictException",
  "ReplicatedWriteConflictException",
])("retries %s", async (name) => {
  expect(await tries(name)).toEqual({ name, requests: 3 });
});

it.each(["ResourceNotFoundException", "ValidationException", "SomethingNewException"])(
  "does not retry %s",
  async (name) => {
    expect(await tries(name)).toEqual({ name, requests: 1 });
  },
);

it("reads why a transaction was cancelled", async () => {
  const reasons = [{ Code: "None" }, { Code: "ConditionalCheckFailed" }];
  answer = exception("TransactionCanceledException", { CancellationReasons: reasons });
  expect(await bundled.transact(table(), [])).toBe(1);
});
