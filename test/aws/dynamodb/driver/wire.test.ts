import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { BatchExecuteStatementCommand, DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { BatchGetCommand, BatchWriteCommand, DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { HttpRequest } from "@smithy/core/transport";
import { afterEach, describe, expect, it, vi } from "vitest";
import { toItem } from "../../../../lib/aws/dynamodb/driver/attribute-values.ts";
import { batchGetter } from "../../../../lib/aws/dynamodb/driver/batch-get.ts";
import { batchPutter } from "../../../../lib/aws/dynamodb/driver/batch-put.ts";
import { dynamoWire } from "../../../../lib/aws/dynamodb/driver/wire.ts";
import { PipelineFault } from "../../../../lib/core/errors.ts";
import { testCredentials } from "../../../support/test-credentials.ts";

const key = { pk: "a", sk: "b" };
const credentials = { ...testCredentials.credentials, sessionToken: "IQoJb3/+==" };

/** A client that records its requests instead of sending them. */
function recorded(config: DynamoDBClientConfig) {
  const requests: HttpRequest[] = [];
  const requestHandler = {
    async handle(request: HttpRequest) {
      requests.push(request);
      const response = { statusCode: 200, headers: {}, body: Readable.from(["{}"]) };
      return { response };
    },
  };
  const client = new DynamoDBClient({ credentials, ...config, requestHandler } as DynamoDBClientConfig);
  return { client: DynamoDBDocumentClient.from(client), requests };
}

const textOf = (body: string | Uint8Array): string =>
  typeof body === "string" ? body : new TextDecoder().decode(body);

/** The parts of a request that must equal the SDK's. */
function gist({ method, protocol, hostname, port, path, headers, body }: HttpRequest) {
  const { host, "content-type": type, "x-amz-target": target, "x-amz-security-token": token } = headers;
  const scope = /Credential=([^,]+)/.exec(headers.authorization ?? "")?.[1];
  return {
    method,
    protocol,
    hostname,
    port,
    path,
    host,
    type,
    target,
    token,
    scope,
    body: JSON.parse(textOf(body)),
  };
}

describe("a request on the wire", () => {
  afterEach(() => vi.unstubAllEnvs());

  it.each<[string, DynamoDBClientConfig, Record<string, string>, string]>([
    ["eu-west-1", { region: "eu-west-1" }, {}, "dynamodb.eu-west-1.amazonaws.com"],
    ["China", { region: "cn-north-1" }, {}, "dynamodb.cn-north-1.amazonaws.com.cn"],
    ["GovCloud", { region: "us-gov-west-1" }, {}, "dynamodb.us-gov-west-1.amazonaws.com"],
    ["FIPS", { region: "us-east-1" }, { AWS_USE_FIPS_ENDPOINT: "true" }, "dynamodb-fips.us-east-1.amazonaws.com"],
    [
      "an account's endpoint",
      { region: "eu-west-1", credentials: { ...credentials, accountId: "111122223333" } },
      {},
      "111122223333.ddb.eu-west-1.amazonaws.com",
    ],
    [
      "an endpoint of the environment",
      { region: "eu-west-1" },
      { AWS_ENDPOINT_URL_DYNAMODB: "http://127.0.0.1:8000/table" },
      "127.0.0.1",
    ],
    ["the environment's region", {}, { AWS_REGION: "ap-south-2" }, "dynamodb.ap-south-2.amazonaws.com"],
  ])("is the SDK's: %s", async (_name, config, env, hostname) => {
    for (const [variable, value] of Object.entries(env)) vi.stubEnv(variable, value);
    const { client, requests } = recorded(config);
    const wire = dynamoWire(client);
    await client.send(new BatchGetCommand({ RequestItems: { t: { Keys: [key], ConsistentRead: true } } }));
    await wire("BatchGetItem", { RequestItems: { t: { Keys: [toItem(key)], ConsistentRead: true } } });
    await client.send(new BatchWriteCommand({ RequestItems: { t: [{ PutRequest: { Item: key } }] } }));
    await wire("BatchWriteItem", { RequestItems: { t: [{ PutRequest: { Item: toItem(key) } }] } });
    const statements = { Statements: [{ Statement: "UPDATE t SET a = ? WHERE pk = ?", Parameters: [{ S: "a" }] }] };
    await client.send(new BatchExecuteStatementCommand(statements));
    await wire("BatchExecuteStatement", statements);
    const [sdkGet, get, sdkPut, put, sdkExecute, execute] = requests.map(gist);
    expect([get, put, execute]).toEqual([sdkGet, sdkPut, sdkExecute]);
    expect(get?.hostname).toBe(hostname);
  });

  it("carries the session token, signed", async () => {
    const { client, requests } = recorded({ region: "eu-west-1" });
    await dynamoWire(client)("BatchGetItem", { RequestItems: {} });
    expect(requests[0]?.headers).toMatchObject({
      "x-amz-security-token": credentials.sessionToken,
      authorization: expect.stringMatching(/SignedHeaders=[a-z;-]*x-amz-security-token[;,]/),
    });
  });

  it("is signed with the current credentials", async () => {
    const expiring = (accessKeyId: string) => ({ ...credentials, accessKeyId, expiration: new Date() });
    let count = 0;
    const { client, requests } = recorded({ region: "eu-west-1", credentials: async () => expiring(`KEY${++count}`) });
    const wire = dynamoWire(client);
    for (const _time of [1, 2]) await wire("BatchGetItem", { RequestItems: {} });
    const keys = requests.map((request) => gist(request).scope?.split("/")[0]);
    expect(new Set(keys).size).toBe(2);
  });
});

describe("a call that fails", () => {
  let server: Server | undefined;
  let client: DynamoDBDocumentClient | undefined;

  afterEach(async () => {
    client?.destroy();
    server?.closeAllConnections();
    server?.close();
    if (server?.listening) await once(server, "close");
  });

  /** A table at a server that gives these answers in order, and repeats the last one. */
  async function tableAt(...answers: RequestListener[]) {
    const sockets: Socket[] = [];
    server = createServer(async (request, response) => {
      const answer = answers[Math.min(sockets.push(request.socket), answers.length) - 1];
      await text(request);
      answer?.(request, response);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const requestHandler = { requestTimeout: 100, socketTimeout: 100, throwOnRequestTimeout: true };
    client = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint, ...testCredentials, requestHandler }));
    return { table: { client, name: "t", retentionDays: 1, now: () => 0 }, sockets };
  }

  const says =
    (status: number, body: string): RequestListener =>
    (_request, response) =>
      response.writeHead(status).end(body);
  const error = (name: string, status = 400) =>
    says(status, JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: "no" }));
  const found = says(200, JSON.stringify({ Responses: { t: [toItem(key)] } }));
  const resets: RequestListener = (request) => request.socket.resetAndDestroy();
  const hangs: RequestListener = () => undefined;
  const stalls: RequestListener = (_request, response) => response.writeHead(200).write('{"Resp');
  const breaksOff: RequestListener = (request, response) => {
    response.writeHead(200, { "content-length": 100 }).write('{"Resp', () => request.socket.destroy());
  };

  it.each([
    ["throttled", error("ProvisionedThroughputExceededException")],
    ["limited", error("RequestLimitExceeded")],
    ["answered with an error of the server", error("InternalServerError", 500)],
    ["reset", resets],
    ["hanging", hangs],
    ["stalled", stalls],
    ["broken off", breaksOff],
  ])("is retried when it was %s", async (_how, fails) => {
    const { table, sockets } = await tableAt(fails, fails, found);
    expect(await batchGetter(table)([key])).toEqual([key]);
    expect(sockets).toHaveLength(3);
  });

  it("is retried when its kept-alive socket was closed", async () => {
    const { table, sockets } = await tableAt(found, resets, found);
    const batchGet = batchGetter(table);
    await batchGet([key]);
    expect(await batchGet([key])).toEqual([key]);
    expect(sockets[1]).toBe(sockets[0]);
    expect(sockets).toHaveLength(3);
  });

  it.each([
    ["ThrottlingException", error("ThrottlingException")],
    ["HTTP 503", says(503, "<html>busy</html>")],
    ["TimeoutError", hangs],
    ["TimeoutError", stalls],
  ])("is a fault at its third failure: %s", async (name, fails) => {
    const { table, sockets } = await tableAt(fails);
    const fault = { name: "PipelineFault", cause: { name } };
    await expect(batchGetter(table)([key])).rejects.toMatchObject(fault);
    expect(sockets).toHaveLength(3);
    const faults = await batchPutter(table)([key]);
    expect([...faults.values()]).toMatchObject([fault]);
    expect(sockets).toHaveLength(6);
  });

  it.each([
    "AccessDeniedException",
    "ValidationException",
    "UnrecognizedClientException",
    "ExpiredTokenException",
    "ResourceNotFoundException",
  ])("is a fault at once: %s", async (name) => {
    const { table, sockets } = await tableAt(error(name));
    await expect(batchGetter(table)([key])).rejects.toMatchObject({ cause: { name, message: "no" } });
    expect(sockets).toHaveLength(1);
  });

  it("is a fault when there are no credentials", async () => {
    const { table, sockets } = await tableAt(found);
    const broken = new DynamoDBClient({ region: "us-east-1", credentials: () => Promise.reject(new Error("none")) });
    const batchGet = batchGetter({ ...table, client: DynamoDBDocumentClient.from(broken) });
    await expect(batchGet([key])).rejects.toThrow(PipelineFault);
    expect(sockets).toEqual([]);
  });
});
