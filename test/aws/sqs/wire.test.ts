import { Readable } from "node:stream";
import { SendMessageBatchCommand, SQSClient, type SQSClientConfig } from "@aws-sdk/client-sqs";
import type { HttpRequest } from "@smithy/core/transport";
import { afterEach, describe, expect, it, vi } from "vitest";
import { sqsWire } from "../../../lib/aws/sqs/wire.ts";
import { testCredentials } from "../../support/test-credentials.ts";
import { md5 } from "./md5.ts";

const credentials = { ...testCredentials.credentials, sessionToken: "IQoJb3/+==" };
const Entries = [{ Id: "0", MessageBody: 'a\n{"é":1}', MessageGroupId: "acme" }];
const answer = { Successful: [{ Id: "0", MessageId: "m", MD5OfMessageBody: md5('a\n{"é":1}') }] };

/** A client that records its requests instead of sending them. */
function recorded(config: SQSClientConfig) {
  const requests: HttpRequest[] = [];
  const requestHandler = {
    async handle(request: HttpRequest) {
      requests.push(request);
      return { response: { statusCode: 200, headers: {}, body: Readable.from([JSON.stringify(answer)]) } };
    },
  };
  const client = new SQSClient({ credentials, ...config, requestHandler } as SQSClientConfig);
  return { client, requests };
}

/** The parts of a request that must equal the SDK's. */
function gist({ method, protocol, hostname, port, path, headers, body }: HttpRequest) {
  const { host, "content-type": type, "x-amz-target": target, "x-amz-security-token": token } = headers;
  const scope = /Credential=([^,]+)/.exec(headers.authorization ?? "")?.[1];
  const trace = Object.entries(headers).find(([name]) => name.toLowerCase() === "x-amzn-trace-id")?.[1];
  const input = JSON.parse(Buffer.from(body).toString());
  return { method, protocol, hostname, port, path, host, type, target, token, trace, scope, input };
}

describe("a request to SQS", () => {
  afterEach(() => vi.unstubAllEnvs());

  it.each<[string, SQSClientConfig, Record<string, string>, string, string]>([
    ["eu-west-1", { region: "eu-west-1" }, {}, "https://sqs.eu-west-1.amazonaws.com", "sqs.eu-west-1.amazonaws.com"],
    [
      "China",
      { region: "cn-north-1" },
      {},
      "https://sqs.cn-north-1.amazonaws.com.cn",
      "sqs.cn-north-1.amazonaws.com.cn",
    ],
    ["the queue's host", { region: "eu-west-1" }, {}, "http://127.0.0.1:9324", "127.0.0.1"],
    [
      "the queue's host, in spite of the environment's endpoint",
      { region: "eu-west-1" },
      { AWS_ENDPOINT_URL_SQS: "http://127.0.0.2:1/sqs" },
      "http://127.0.0.1:9324",
      "127.0.0.1",
    ],
    [
      "the client's own endpoint",
      { region: "eu-west-1", endpoint: "http://127.0.0.3:9325" },
      {},
      "http://127.0.0.1:9324",
      "127.0.0.3",
    ],
    [
      "the trace of the invocation",
      { region: "eu-west-1" },
      { AWS_LAMBDA_FUNCTION_NAME: "ingest", _X_AMZN_TRACE_ID: "Root=1-5759e988-bd862e3fe1be46a994272793;Lineage=a:1" },
      "https://sqs.eu-west-1.amazonaws.com",
      "sqs.eu-west-1.amazonaws.com",
    ],
  ])("is the SDK's: %s", async (_name, config, env, origin, hostname) => {
    for (const [variable, value] of Object.entries(env)) vi.stubEnv(variable, value);
    vi.spyOn(console, "warn").mockReturnValue();
    const { client, requests } = recorded(config);
    const QueueUrl = `${origin}/111122223333/deliveries`;
    const wire = sqsWire(client, QueueUrl);
    const sdkAnswer = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    expect(await wire("SendMessageBatch", { QueueUrl, Entries })).toEqual({ Successful: sdkAnswer.Successful });
    const [sdk, ours] = requests.map(gist);
    expect(ours).toEqual(sdk);
    expect(ours?.hostname).toBe(hostname);
    expect(ours?.trace).toBe(env._X_AMZN_TRACE_ID);
  });
});
