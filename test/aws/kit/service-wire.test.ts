import { Readable } from "node:stream";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { HttpRequest } from "@smithy/core/transport";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { eventBridgeAnnouncer } from "../../../lib/aws/eventbridge/announcer.ts";
import { secretValue } from "../../../lib/aws/secrets/secret-value.ts";
import { deliveryAt, subscriptionAt, T0 } from "../../support/contracts/sample-records.ts";
import { testCredentials } from "../../support/test-credentials.ts";

const credentials = { ...testCredentials.credentials, sessionToken: "IQoJb3/+==" };

/** The requests of a client, and a handler that records them instead of sending them. */
function recording(answer: object) {
  const requests: HttpRequest[] = [];
  const requestHandler = {
    async handle(request: HttpRequest) {
      requests.push(request);
      return { response: { statusCode: 200, headers: {}, body: Readable.from([JSON.stringify(answer)]) } };
    },
  };
  return { requests, requestHandler };
}

/** The parts of a request that must equal the SDK's. */
function gist({ method, protocol, hostname, port, path, headers, body }: HttpRequest) {
  const { host, "content-type": type, "x-amz-target": target, "x-amz-security-token": token } = headers;
  const scope = /Credential=([^,]+)/.exec(headers.authorization ?? "")?.[1];
  const input = JSON.parse(Buffer.from(body).toString());
  return { method, protocol, hostname, port, path, host, type, target, token, scope, input };
}

const PLACES = [
  ["eu-west-1", { region: "eu-west-1" }, {}],
  ["China", { region: "cn-north-1" }, {}],
  ["GovCloud", { region: "us-gov-west-1" }, {}],
  ["the client's own endpoint", { region: "eu-west-1", endpoint: "http://127.0.0.3:9325" }, {}],
  [
    "the environment's endpoint",
    { region: "eu-west-1" },
    {
      AWS_ENDPOINT_URL_EVENTBRIDGE: "http://127.0.0.2:1",
      AWS_ENDPOINT_URL_SECRETS_MANAGER: "http://127.0.0.2:2",
    },
  ],
] as const;

function stub(variables: Record<string, string>): void {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
}

// The SDK warns about a body that the test's handler reads.
beforeEach(() => void vi.spyOn(console, "warn").mockReturnValue());
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe("a request to EventBridge", () => {
  it.each(PLACES)("is the SDK's: %s", async (_, config, variables) => {
    stub(variables);
    const { requests, requestHandler } = recording({ Entries: [{ EventId: "1" }] });
    const client = new EventBridgeClient({ credentials, ...config, requestHandler } as never);
    await eventBridgeAnnouncer(client, "posthorn-bus").announceExhausted([deliveryAt(subscriptionAt("acme", T0), T0)]);
    const [ours] = requests.map(gist);
    await client.send(new PutEventsCommand({ Entries: ours?.input.Entries }));
    expect(ours).toEqual(requests.map(gist).at(1));
  });
});

describe("a request to Secrets Manager", () => {
  it.each(PLACES)("is the SDK's: %s", async (_, config, variables) => {
    stub(variables);
    const { requests, requestHandler } = recording({ SecretString: "whsec" });
    const client = new SecretsManagerClient({ credentials, ...config, requestHandler } as never);
    expect(await secretValue(client, "posthorn/acme", "v1")).toBe("whsec");
    await client.send(new GetSecretValueCommand({ SecretId: "posthorn/acme", VersionId: "v1" }));
    const [ours, sdk] = requests.map(gist);
    expect(ours).toEqual(sdk);
  });
});
